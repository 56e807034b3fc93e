// The grammar of Seq (spec part 01, section 3), the only file that includes Spirit X3. The attribute of a rule is the tree
// node; there are no semantic actions. After `>` the input can only be wrong if it does not fit: the message is the token
// parser's. `refuse` gives a message where a better one than "expected …" is known.
#include "frontend/grammar.h"

#include <boost/fusion/include/adapt_struct.hpp>
#include <boost/spirit/home/x3.hpp>

#include <functional>
#include <type_traits>
#include <utility>

#include "frontend/parse.h"
#include "frontend/unicode.h"

BOOST_FUSION_ADAPT_STRUCT(seq2c::ast::Include, keyword, form, token)
BOOST_FUSION_ADAPT_STRUCT(seq2c::ast::Field, name, type)
BOOST_FUSION_ADAPT_STRUCT(seq2c::ast::Variant, name, fields)
BOOST_FUSION_ADAPT_STRUCT(seq2c::ast::Union, name, variants)
BOOST_FUSION_ADAPT_STRUCT(seq2c::ast::Types, items, row)
BOOST_FUSION_ADAPT_STRUCT(seq2c::ast::QuotationType, closure, open, inputs, outputs)
BOOST_FUSION_ADAPT_STRUCT(seq2c::ast::Effect, open, inputs, outputs, yields, close)
BOOST_FUSION_ADAPT_STRUCT(seq2c::ast::Quotation, open, body, close)
BOOST_FUSION_ADAPT_STRUCT(seq2c::ast::Arm, variant, bindings, body)
BOOST_FUSION_ADAPT_STRUCT(seq2c::ast::Match, open, arms)
BOOST_FUSION_ADAPT_STRUCT(seq2c::ast::WordDefinition, name, effect, body, close)

// X3 knows only the variant and the optional of Boost.
namespace boost::spirit::x3::traits {
template <class... T>
struct is_variant<std::variant<T...>> : mpl::true_ {};
template <class Attribute, class... T>
struct variant_has_substitute_impl<std::variant<T...>, Attribute> {
  using type = mpl::bool_<(std::is_same_v<T, Attribute> || ...)>;
};
template <class Attribute, class... T>
struct variant_find_substitute<std::variant<T...>, Attribute> : mpl::identity<Attribute> {};
template <class... T>
struct variant_find_substitute<std::variant<T...>, std::variant<T...>> : mpl::identity<std::variant<T...>> {};
template <class T>
struct is_optional<std::optional<T>> : mpl::true_ {};
template <class T>
struct optional_value<std::optional<T>> : mpl::identity<T> {};
}  // namespace boost::spirit::x3::traits

namespace seq2c::grammar {
namespace {

namespace x3 = boost::spirit::x3;
using Failed = x3::expectation_failure<Token const*>;

// --- Parsers over tokens ---

// What a token may be tested for.
struct Spelled {
  std::string_view text;
  bool operator()(Token const& token) const { return token.text == text; }
};
using Property = bool (*)(Token const&);

template <class Node>
Node leaf(Token const& token) {
  if constexpr (std::is_same_v<Node, Token>) return token;
  else if constexpr (requires { Node{token, {}}; }) return {token, {}};
  else return {token};
}

// One token that passes the test, as a `Node`; `message` tells if that token is missing where only it may stand.
template <class Node, class Test>
struct One : x3::parser<One<Node, Test>> {
  using attribute_type = Node;
  static constexpr bool has_attribute = !std::is_same_v<Node, x3::unused_type>;
  Test test;
  Message const* message;

  constexpr One(Test test, Message const* message) : test(test), message(message) {}

  template <class Context, class RuleContext, class Target>
  bool parse(Token const*& first, Token const* const& last, Context const&, RuleContext&, Target& target) const {
    if (first == last || !test(*first)) return false;
    if constexpr (has_attribute) x3::traits::move_to(leaf<Node>(*first), target);
    ++first;
    return true;
  }
};

// Never matches. Fails the item with `message` if the next token passes the test.
template <class Test>
struct Refuse : x3::parser<Refuse<Test>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  Test test;
  Message const* message;

  constexpr Refuse(Test test, Message const* message) : test(test), message(message) {}

  template <class Context, class RuleContext, class Target>
  bool parse(Token const*& first, Token const* const& last, Context const&, RuleContext&, Target&) const {
    if (first != last && test(*first)) throw Failed(first, std::string(message->code));
    return false;
  }
};

// How deep the parser is in each kind of nesting.
struct Depths { unsigned body = 0, type = 0; };
struct DepthsTag;

// One level of nesting. Bounds the recursion of X3.
template <class Subject>
struct Level : x3::unary_parser<Subject, Level<Subject>> {
  static constexpr bool is_pass_through_unary = true;
  unsigned Depths::*depth;
  unsigned limit;
  Message const* message;

  constexpr Level(Subject const& subject, unsigned Depths::*depth, unsigned limit, Message const* message)
      : x3::unary_parser<Subject, Level>(subject), depth(depth), limit(limit), message(message) {}

  template <class Context, class RuleContext, class Target>
  bool parse(Token const*& first, Token const* const& last, Context const& context, RuleContext& rule, Target& target) const {
    auto& level = x3::get<DepthsTag>(context).get().*depth;
    if (level == limit) throw Failed(first, std::string(message->code));
    ++level;
    auto const matched = this->subject.parse(first, last, context, rule, target);
    --level;
    return matched;
  }
};

constexpr One<x3::unused_type, Spelled> lit(std::string_view text, Message const& message = messages::expected_item) {
  return {Spelled{text}, &message};
}
constexpr One<Token, Spelled> keep(std::string_view text, Message const& message = messages::expected_item) {
  return {Spelled{text}, &message};
}
template <class Node = Token>
constexpr One<Node, Property> one(Property property, Message const& message = messages::expected_item) {
  return {property, &message};
}
constexpr Refuse<Spelled> refuse(std::string_view text, Message const& message) { return {Spelled{text}, &message}; }
constexpr Refuse<Property> refuse(Property property, Message const& message) { return {property, &message}; }

template <class Parser>
auto body_level(Parser const& parser) {
  return Level<Parser>(parser, &Depths::body, nesting_limit, &messages::too_deep);
}
template <class Parser>
auto type_level(Parser const& parser) {
  return Level<Parser>(parser, &Depths::type, type_nesting_limit, &messages::types_too_deep);
}

// --- Properties of tokens ---

bool any(Token const&) { return true; }
bool nothing(Token const&) { return false; }
bool word(Token const& token) { return !is_line_end(token); }
bool capital(Token const& token) { return is_upper_case(code_point(token.text, 0).value); }
bool path(Token const& token) { return is_string(token); }
bool row(Token const& token) { return token.text.starts_with(".."); }
bool type(Token const& token) { return capital(token) || row(token); }
bool yielded(Token const& token) { return capital(token) && token.text != "Quotation"; }
bool binding_mark(Token const& token) { return token.text.size() > 1 && token.text.front() == '>'; }

}  // namespace
}  // namespace seq2c::grammar

// X3 asks here how to call what it expected: by the code of the message. In a sequence the first part tells.
namespace boost::spirit::x3 {
template <class Left, class Right>
struct get_info<sequence<Left, Right>> {
  using result_type = std::string;
  std::string operator()(sequence<Left, Right> const& parser) const { return what(parser.left); }
};
template <class Subject>
struct get_info<plus<Subject>> {
  using result_type = std::string;
  std::string operator()(plus<Subject> const& parser) const { return what(parser.subject); }
};
template <class Node, class Test>
struct get_info<seq2c::grammar::One<Node, Test>> {
  using result_type = std::string;
  std::string operator()(seq2c::grammar::One<Node, Test> const& parser) const { return std::string(parser.message->code); }
};
}  // namespace boost::spirit::x3

namespace seq2c::grammar {
namespace {

// --- The grammar ---

namespace msg = messages;

auto const skip = *lit("\n");
auto const name = [](Message const& message) { return one(word, message); };

// Includes. Nothing here may stand on a line of its own, so there is no `skip`.

x3::rule<struct LibraryRule, ast::Include> const library = "library";
x3::rule<struct ForeignRule, ast::Include> const foreign = "foreign";
x3::rule<struct FileRule, ast::Include> const file = "file";
x3::rule<struct IncludeRule, ast::Include> const include_def = "include";

auto const module_name = lit(":", msg::expected_include_colon) > name(msg::expected_include_name);
auto const library_def = (keep("include") >> x3::attr(ast::Include::Form::library) >> lit("std")) > module_name;
auto const foreign_def = (keep("include") >> x3::attr(ast::Include::Form::foreign) >> lit("ffi")) > module_name;
auto const file_def = keep("include") >> x3::attr(ast::Include::Form::file) >> one(path);
auto const include_def_def = library | foreign | file | (lit("include") > one<x3::unused_type>(nothing, msg::invalid_include));

BOOST_SPIRIT_DEFINE(library, foreign, file, include_def)

// Unions.

x3::rule<struct FieldRule, ast::Field> const field = "field";
x3::rule<struct VariantRule, ast::Variant> const variant = msg::union_without_variants.code.data();
x3::rule<struct UnionRule, ast::Union> const union_def = "union";

auto const field_def = (!lit("}") >> (refuse(",", msg::stray_comma) | name(msg::expected_field))) >
                       lit(":", msg::expected_field_colon) > name(msg::expected_field_type);
auto const fields = lit("{") > skip > *(field > skip > -lit(",") > skip) > lit("}", msg::expected_field);
auto const variant_def =
    (!lit("}") >> (refuse(",", msg::comma_between_variants) | name(msg::expected_union_end))) > skip > -fields;
auto const union_def_def = lit("union") > name(msg::expected_union_name) > skip > lit("{", msg::expected_union_brace) > skip >
                           -refuse("}", msg::union_without_variants) > +(variant > skip) > lit("}", msg::expected_union_end);

BOOST_SPIRIT_DEFINE(field, variant, union_def)

// Effects. The lists of types end where their closing token stands; anything else in them is refused at once.

x3::rule<struct QuotationTypeRule, ast::QuotationType> const quotation_type = "quotation type";
x3::rule<struct ClosureTypeRule, ast::QuotationType> const closure_type = "closure type";
x3::rule<struct TypeItemRule, ast::TypeItem> const type_item = "type";
x3::rule<struct EffectRule, ast::Effect> const effect = "effect";

auto const types_until = [](auto const& end) {
  return x3::rule<decltype(end), ast::Types>("types") =
             skip >> *(!end >> type_item >> skip) >> x3::attr(std::optional<Token>());
};
auto const bracketed_types = types_until(lit("--") | lit("]")) > lit("--", msg::quotation_type_without_dashes) >
                             types_until(lit("]")) > lit("]", msg::expected_type_bracket);
auto const quotation_type_def = (x3::attr(false) >> keep("[")) > type_level(bracketed_types);
auto const closure_type_def =
    (lit("Closure") >> x3::attr(true)) > keep("[", msg::closure_without_bracket) > type_level(bracketed_types);
auto const type_item_def = refuse("Quotation", msg::quotation_is_no_type) | closure_type | quotation_type |
                           one<ast::TypeName>(type) | refuse(any, msg::unknown_type);
auto const yielded_type = one(yielded, msg::yield_without_type);
auto const yields = lit("|") > +(lit("Yield", msg::unknown_effect) > yielded_type);
auto const effect_def = keep("(") > types_until(lit("--") | lit(")")) > lit("--", msg::effect_without_dashes) >
                        types_until(lit("|") | lit(")")) > -yields > keep(")", msg::expected_effect_end);

BOOST_SPIRIT_DEFINE(quotation_type, closure_type, type_item, effect)

// Bodies: of a word up to `;`, of a quotation up to `]`, of an arm up to `end` or the next pattern.

x3::rule<struct QuotationRule, ast::Quotation> const quotation = "quotation";
x3::rule<struct SymbolRule, ast::SymbolLiteral> const symbol = "symbol";
x3::rule<struct BindingRule, ast::Binding> const binding = "binding";
x3::rule<struct BindingsRule, std::vector<ast::Binding>> const bindings = "bindings";
x3::rule<struct ArmRule, ast::Arm> const arm = msg::match_without_arms.code.data();
x3::rule<struct MatchRule, ast::Match> const match = "match";
x3::rule<struct WordRule, ast::WordDefinition> const word_def = "word";

auto const statement = match | quotation | symbol | one<ast::Call>(word);
auto const body_until = [](auto const& end) { return skip >> *(!end >> statement >> skip); };

auto const symbol_def = lit(":") > one<ast::SymbolLiteral>(word, msg::expected_symbol_name);
auto const quotation_def = keep("[") > body_level(body_until(lit("]"))) > keep("]", msg::expected_bracket);

auto const binding_def = !lit("}") >> (one<ast::Binding>(binding_mark) | refuse(">", msg::lone_binding_mark) |
                                       refuse(word, msg::binding_without_mark));
auto const bindings_def = lit("{") > skip > *(binding > skip) > lit("}", msg::expected_bindings_end) > skip;
auto const pattern_ahead = &(one<x3::unused_type>(capital) >> (lit("->") | lit("{")));
auto const arm_end = lit("end") | pattern_ahead;
auto const arm_def = (!lit("end") >> one(word)) > skip > -bindings > lit("->", msg::expected_arrow) > body_until(arm_end);
auto const arms = -refuse("end", msg::match_without_arms) > +arm;
auto const match_def = keep("match") > skip > body_level(arms) > lit("end", msg::expected_end);

auto const word_def_def =
    lit(":") > name(msg::expected_word_name) > -effect > body_until(lit(";")) > keep(";", msg::expected_semicolon);

BOOST_SPIRIT_DEFINE(quotation, symbol, binding, bindings, arm, match, word_def)

// --- Running it ---

template <class Rule, class Node>
std::optional<Failure> run(Rule const& rule, std::span<Token const>& tokens, Node& result) {
  Token const* first = tokens.data();
  Token const* const last = first + tokens.size();
  Depths depths;
  try {
    auto const matched = x3::parse(first, last, x3::with<DepthsTag>(std::ref(depths))[rule], result);
    if (!matched) return Failure{&msg::expected_item, first};
  } catch (Failed const& failed) {
    auto const* message = find_message(failed.which());
    return Failure{message ? message : &msg::expected_item, failed.where()};
  }
  tokens = tokens.subspan(static_cast<std::size_t>(first - tokens.data()));
  return std::nullopt;
}

}  // namespace

std::optional<Failure> include(std::span<Token const>& tokens, ast::Include& result) {
  return run(include_def, tokens, result);
}
std::optional<Failure> union_definition(std::span<Token const>& tokens, ast::Union& result) {
  return run(union_def, tokens, result);
}
std::optional<Failure> word_definition(std::span<Token const>& tokens, ast::WordDefinition& result) {
  return run(word_def, tokens, result);
}

}  // namespace seq2c::grammar
