// The syntax tree of one file, as parsed: plain structs, leaves are Tokens. Names are not looked up, editions are resolved
// (classic conditionals are already If).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "frontend/token.h"

namespace seq2c::ast {

struct Quotation;
struct If;
struct Match;

struct IntLiteral { Token token; std::int64_t value; };   // wrapped to 63 bits
struct FloatLiteral { Token token; double value; };
struct BoolLiteral { Token token; bool value; };
struct StringLiteral { Token token; std::string value; }; // escapes processed
struct SymbolLiteral { Token token; std::string value; };
struct Call { Token name; };                              // any other token

using Statement =
    std::variant<IntLiteral, FloatLiteral, BoolLiteral, StringLiteral, SymbolLiteral, Call, Quotation, If, Match>;
using Body = std::vector<Statement>;

struct Quotation { Token open, close; Body body; };

// Two literals directly before `if`, or a classic `if … else … then`.
struct If { Token word; Body then, otherwise; };          // `word` is the `if`

struct Binding { Token token; std::string_view field; };  // `>name`
struct Arm { Token variant; std::optional<std::vector<Binding>> bindings; Body body; };
struct Match { Token open; std::vector<Arm> arms; };

struct QuotationType;
struct TypeName { Token token; };
using TypeItem = std::variant<TypeName, QuotationType>;
struct Types { std::vector<TypeItem> items; std::optional<Token> row; };  // bottom to top; `..name` without the dots' meaning
struct QuotationType { Token open; bool closure; Types inputs, outputs; };
struct Effect { Token open, close; Types inputs, outputs; std::vector<Token> yields; };

struct Annotation { Token token; std::string text; };     // `inline(always)` of a comment `# seq2c:inline(always)`

struct WordDefinition {
  Token name;
  std::optional<Effect> effect;
  Body body;
  Token close;                          // the `;`
  std::vector<Annotation> annotations;  // of the comments between the previous word and this one
  bool broken = false;                  // errors in its body are reported already: only its effect counts
};

struct Field { Token name, type; };
struct Variant { Token name; std::vector<Field> fields; };
struct Union { Token name; std::vector<Variant> variants; };

struct Include { enum class Form : std::uint8_t { library, foreign, file } form; Token keyword; std::string name; Token token; };

using Item = std::variant<Include, Union, WordDefinition>;

struct File {
  Id<Source> source;
  int edition = 7;                      // 5 = classic
  bool classic_by_then = false;         // it has a `then` (else it is classic only because words lack their effect)
  std::vector<Item> items;
  std::vector<Token> broken_words;      // names of words that did not parse: their calls are no errors
  bool later = false;                   // of a library that is not built yet: its words have effects only, empty bodies
  bool incomplete = false;              // a part is not understood or not found: it may define any word, union or variant
};

}  // namespace seq2c::ast
