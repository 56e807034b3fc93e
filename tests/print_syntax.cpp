#include <fmt/format.h>

#include "frontend/parse.h"
#include "tests/print_front_end.h"

namespace seq2c::test {
namespace {

class SyntaxPrinter {
 public:
  void operator()(ast::IntLiteral const& literal) { add("int {}", literal.value); }
  void operator()(ast::FloatLiteral const& literal) { add("float {}", literal.value); }
  void operator()(ast::BoolLiteral const& literal) { add("bool {}", literal.value); }
  void operator()(ast::StringLiteral const& literal) { add("string {}", quoted(literal.value)); }
  void operator()(ast::SymbolLiteral const& literal) { add("symbol {}", literal.value); }
  void operator()(ast::Call const& call) { add("call {}", call.name.text); }
  void operator()(ast::Quotation const& quotation) { add("quotation"), print(quotation.body); }
  void operator()(ast::If const& conditional) {
    add("if"), print(conditional.then);
    add("else"), print(conditional.otherwise);
  }
  void operator()(ast::Match const& match) {
    add("match");
    ++depth_;
    for (auto const& arm : match.arms) {
      std::string bindings;
      if (arm.bindings) {
        for (auto const& binding : *arm.bindings) bindings += fmt::format("{} ", binding.token.text);
        bindings = " { " + bindings + "}";
      }
      add("{}{}", arm.variant.text, bindings);
      print(arm.body);
    }
    --depth_;
  }
  void operator()(ast::Include const& include) {
    constexpr char const* forms[] = {"library", "foreign", "file"};
    add("include {} {}", forms[static_cast<int>(include.form)], include.name);
  }
  void operator()(ast::Union const& definition) {
    add("union {}", definition.name.text);
    for (auto const& variant : definition.variants) {
      std::string fields;
      for (auto const& field : variant.fields) fields += fmt::format(" {}: {}", field.name.text, field.type.text);
      add("  {}{}", variant.name.text, fields);
    }
  }
  void operator()(ast::WordDefinition const& word) {
    for (auto const& annotation : word.annotations) add("annotation {}", annotation.text);
    add("word {}{}", word.name.text, word.effect ? " " + effect(*word.effect) : "");
    print(word.body);
  }

  std::vector<std::string> result;

 private:
  template <class... Arguments>
  void add(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    result.push_back(std::string(2 * depth_, ' ') + fmt::format(text, std::forward<Arguments>(arguments)...));
  }
  void print(ast::Body const& body) {
    ++depth_;
    for (auto const& statement : body) std::visit(*this, statement);
    --depth_;
  }
  static std::string quoted(std::string const& bytes) {
    std::string text;
    for (char const byte : bytes) {
      if (byte == '"' || byte == '\\') text += {'\\', byte};
      else if (static_cast<unsigned char>(byte) >= ' ' && static_cast<unsigned char>(byte) < 0x7f) text += byte;
      else text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    }
    return '"' + text + '"';
  }
  static std::string types(ast::Types const& side) {
    std::string text;
    if (side.row) text += fmt::format("{} ", side.row->text);
    for (auto const& item : side.items)
      text += (std::holds_alternative<ast::TypeName>(item) ? std::string(std::get<ast::TypeName>(item).token.text)
                                                           : quotation_type(std::get<ast::QuotationType>(item))) + " ";
    return text;
  }
  static std::string quotation_type(ast::QuotationType const& type) {
    return fmt::format("{}[ {}-- {}]", type.closure ? "Closure" : "", types(type.inputs), types(type.outputs));
  }
  static std::string effect(ast::Effect const& written) {
    std::string yields;
    for (auto const& yield : written.yields) yields += fmt::format("| Yield {} ", yield.text);
    return fmt::format("( {}-- {}{})", types(written.inputs), types(written.outputs), yields);
  }

  std::size_t depth_ = 0;
};

}  // namespace

std::vector<std::string> syntax_of(fs::path const& path) {
  Sources sources;
  Diagnostics diagnostics;
  auto const id = sources.add(make_source(path.filename().string(), path.string(), read_file(path)));
  auto const file = parse(sources[id], id, std::nullopt, diagnostics);
  SyntaxPrinter printer;
  if (file.edition == 5) printer.result.push_back("edition 5");
  for (auto const& item : file.items) std::visit(printer, item);
  for (auto const& diagnostic : diagnostics.all())
    for (auto const& line : lines(render(diagnostic, sources, MessageFormat::brief, false))) printer.result.push_back(line);
  return printer.result;
}

}  // namespace seq2c::test
