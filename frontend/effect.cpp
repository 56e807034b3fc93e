#include "frontend/effect.h"

#include <algorithm>

namespace seq2c {
namespace {

constexpr std::string_view implicit_row = "rest";

std::string_view row_name(std::optional<Token> const& row) {
  if (!row) return implicit_row;
  auto name = row->text;
  if (name.starts_with("..")) name.remove_prefix(2);
  return name;
}

class Reader {
 public:
  Reader(Types& types, TypeOfName const& type_of) : types_(types), type_of_(type_of) {}

  Stack outer(ast::Types const& side) { return read(side, types_.named_row(Row::Kind::flexible, row_name(side.row))); }
  bool understood() const { return understood_; }

 private:
  Stack read(ast::Types const& side, Row row) {
    Items items = 0;
    for (auto const& item : side.items) items = types_.push_shared(items, type(item));
    return {row, items};
  }

  Type type(ast::TypeItem const& item) {
    if (auto const* quotation = std::get_if<ast::QuotationType>(&item)) return callable(*quotation);
    auto const known = type_of_(std::get<ast::TypeName>(item).token);
    if (!known) understood_ = false;
    return known.value_or(Types::unknown_type);
  }

  // The implicit row of a quotation type is a variable of its own, the same on both sides.
  Type callable(ast::QuotationType const& quotation) {
    auto const own = types_.named_row(Row::Kind::own, "rest " + std::to_string(++quotations_));
    auto const row = [&](ast::Types const& side) {
      auto const name = row_name(side.row);
      return name == implicit_row ? own : types_.named_row(Row::Kind::flexible, name);
    };
    auto const inputs = read(quotation.inputs, row(quotation.inputs));
    auto const outputs = read(quotation.outputs, row(quotation.outputs));
    return types_.callable(inputs, outputs, quotation.closure, false);
  }

  Types& types_;
  TypeOfName const& type_of_;
  bool understood_ = true;
  int quotations_ = 0;
};

bool is_plain_side(Types const& types, Stack const& side) {
  for (auto at = side.top; at != 0; at = types.item(at).below) {
    auto const kind = types.item(at).type.kind();
    if (kind != Type::Kind::basic && kind != Type::Kind::union_) return false;
  }
  return true;
}

// The text of a card's effect as the syntax tree of an effect.
class CardParser {
 public:
  explicit CardParser(std::string_view text) : rest_(text) { next(); }

  ast::Effect effect() {
    ast::Effect result{};
    next();  // (
    result.inputs = side();
    next();  // --
    result.outputs = side();
    if (token_ == "|") {
      next();
      next();  // Yield
      result.yields.push_back({token_, {}});
    }
    return result;
  }

 private:
  ast::Types side() {
    ast::Types result;
    while (token_ != "--" && token_ != ")" && token_ != "]" && token_ != "|" && !token_.empty()) {
      if (token_.starts_with("..")) {
        result.row = Token{token_, {}};
        next();
      } else {
        result.items.push_back(item());
      }
    }
    return result;
  }

  ast::TypeItem item() {
    if (token_ != "[" && token_ != "Closure") {
      ast::TypeName name{{token_, {}}};
      next();
      return name;
    }
    ast::QuotationType quotation{};
    quotation.closure = token_ == "Closure";
    if (quotation.closure) next();
    next();  // [
    quotation.inputs = side();
    next();  // --
    quotation.outputs = side();
    next();  // ]
    return quotation;
  }

  void next() {
    constexpr std::string_view single = "()[]|";
    auto const start = rest_.find_first_not_of(" \n");
    if (start == std::string_view::npos) {
      token_ = {};
      return;
    }
    rest_.remove_prefix(start);
    auto const length = single.find(rest_.front()) != single.npos ? 1 : std::min(rest_.find_first_of(" \n()[]|"), rest_.size());
    token_ = rest_.substr(0, length);
    rest_.remove_prefix(length);
  }

  std::string_view rest_, token_;
};

std::string written_side(ast::Types const& side) {
  std::string text;
  if (side.row) text += " .." + std::string(row_name(side.row));
  for (auto const& item : side.items) text += " " + written(item);
  return text;
}

}  // namespace

WordEffect make_effect(Types const& types, Stack inputs, Stack outputs, bool yields) {
  WordEffect effect;
  effect.inputs = inputs;
  effect.outputs = outputs;
  effect.input_count = types.height(inputs);
  effect.output_count = types.height(outputs);
  effect.yields = yields;
  effect.known = true;
  effect.plain = inputs.row == outputs.row && is_plain_side(types, inputs) && is_plain_side(types, outputs);
  for (auto at = outputs.top; effect.plain && at != 0; at = types.item(at).below) {
    effect.results.push_back(types.item(at).type);
  }
  std::ranges::reverse(effect.results);
  if (inputs.top != 0) {
    auto const top = types.item(inputs.top).type;
    if (top.is_callable() && !types.callable(top).closure) effect.expected = top;
  }
  return effect;
}

WordEffect read_effect(Types& types, ast::Effect const& effect, TypeOfName const& type_of) {
  Reader reader(types, type_of);
  auto const inputs = reader.outer(effect.inputs);
  auto const outputs = reader.outer(effect.outputs);
  auto result = make_effect(types, inputs, outputs, !effect.yields.empty());
  result.known = reader.understood();
  return result;
}

WordEffect read_card(Types& types, std::string_view effect) {
  auto const tree = CardParser(effect).effect();
  return read_effect(types, tree, [&](Token const& name) -> std::optional<Type> {
    if (auto const basic = basic_type(name.text)) return Type(*basic);
    return types.named_type(name.text);
  });
}

WordEffect read_shuffle(Types& types, std::string_view effect) {
  auto result = read_card(types, effect);
  std::vector<Type> inputs;
  for (auto at = result.inputs.top; at != 0; at = types.item(at).below) inputs.insert(inputs.begin(), types.item(at).type);
  for (auto at = result.outputs.top; at != 0; at = types.item(at).below) {
    auto const found = std::ranges::find(inputs, types.item(at).type);
    result.shuffle.insert(result.shuffle.begin(), static_cast<std::uint32_t>(found - inputs.begin()));
  }
  return result;
}

std::string written(ast::TypeItem const& item) {
  if (auto const* name = std::get_if<ast::TypeName>(&item)) return std::string(name->token.text);
  auto const& quotation = std::get<ast::QuotationType>(item);
  auto const inputs = written_side(quotation.inputs);
  auto const outputs = written_side(quotation.outputs);
  return (quotation.closure ? "Closure[" : "[") + (inputs.empty() ? "" : inputs.substr(1)) + " --" +
         (outputs.empty() ? " " : outputs) + "]";
}

std::string written(ast::Effect const& effect) {
  auto text = "(" + written_side(effect.inputs) + " --" + written_side(effect.outputs);
  if (!effect.yields.empty()) text += " |";
  for (auto const& yield : effect.yields) text += " Yield " + std::string(yield.text);
  return text + " )";
}

void Instance::begin() { ++round_; }

void Instance::set(Row row, Row copy) {
  auto& copies = rows_[row.is_named() ? 1 : 0];
  if (row.index() >= copies.size()) copies.resize(row.index() + 1 + row.index() / 2);
  copies[row.index()] = {round_, copy};
}

Row Instance::set_fresh(Row row, Row::Kind kind) {
  auto const fresh = types_.fresh_row(kind, row);
  set(row, fresh);
  return fresh;
}

Row Instance::copy(Row row) {
  auto const& copies = rows_[row.is_named() ? 1 : 0];
  if (row.index() < copies.size() && copies[row.index()].round == round_) return copies[row.index()].value;
  if (row.is_rigid()) return row;
  return set_fresh(row, row.kind());
}

Type Instance::copy(Type type) {
  if (type.is_variable()) {
    auto& copies = variables_[type.is_named() ? 1 : 0];
    if (type.index() >= copies.size()) copies.resize(type.index() + 1 + type.index() / 2);
    if (copies[type.index()].round != round_) copies[type.index()] = {round_, types_.fresh_type(type)};
    return copies[type.index()].value;
  }
  if (!type.is_callable() || types_.callable(type).closed) return type;
  auto const index = type.index();
  if (index < callables_.size() && callables_[index].round == round_) return callables_[index].value;
  auto const callable = types_.callable(type);
  auto const inputs = copy(callable.inputs);
  auto const outputs = copy(callable.outputs);
  auto const result = types_.callable(inputs, outputs, callable.closure, callable.yields);
  if (index >= callables_.size()) callables_.resize(index + 1 + index / 2);
  callables_[index] = {round_, result};
  return result;
}

Stack Instance::copy(Stack stack, Origin origin) {
  auto const row = copy(stack.row);
  std::vector<Type> above;
  for (auto at = stack.top; at != 0; at = types_.item(at).below) above.push_back(types_.item(at).type);
  Items items = 0;
  for (auto type = above.rbegin(); type != above.rend(); ++type) items = types_.push(items, copy(*type), origin);
  return {row, items};
}

}  // namespace seq2c
