#include "frontend/cli/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "frontend/cli/version.h"
#include "frontend/similar.h"
#include "peval/pipeline.h"

namespace seq2c::cli {
namespace {

// Sets of commands.
constexpr unsigned bit(Command command) { return 1U << static_cast<unsigned>(command); }
constexpr unsigned run = bit(Command::run), build = bit(Command::build), test = bit(Command::test),
                   emit = bit(Command::emit), check = bit(Command::check);
constexpr unsigned compiling = run | build | emit, checking = compiling | check;

struct CommandRow {
  Command command;
  std::string_view name, positional, help;
  std::size_t least, most;  // positional arguments; for `run` the rest belongs to the program
};

constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();
constexpr auto commands = std::to_array<CommandRow>({
    {Command::run, "run", "FILE [ARG...]", "compile a program to a cache and run it; FILE `-` is standard input", 1, 1},
    {Command::build, "build", "FILE", "compile a program to an executable", 1, 1},
    {Command::test, "test", "[PATH...]", "run the tests in files `test-*.seq`, in folders at any depth (default: `.`)", 0,
     any_number},
    {Command::emit, "emit", "FILE", "write a program, or a library of exported words, as one C file", 1, 1},
    {Command::check, "check", "FILE...", "only check; the files need no main", 1, any_number},
    {Command::explain, "explain", "CODE-or-WORD...", "tell about an error code or a word of the language", 1, any_number},
});

// One option. `set` gets its value, or nothing for a flag.
struct OptionRow {
  std::string_view names;    // `-o,--output`
  std::string_view value;    // `PATH`; empty for a flag
  std::string_view choices;  // the allowed values, separated by '|'; empty for any
  std::string_view help;
  unsigned commands;
  bool product;  // it can change the program made, so it belongs to the cache key
  void (*set)(Options&, std::string const&);
};

template <auto member>
constexpr auto flag = [](Options& options, std::string const&) { options.*member = true; };
template <auto member>
constexpr auto text = [](Options& options, std::string const& value) { options.*member = value; };
template <auto member>
constexpr auto append = [](Options& options, std::string const& value) { (options.*member).push_back(value); };

void set_format(Options& options, std::string const& value) {
  options.format = value == "short"  ? MessageFormat::brief
                   : value == "json" ? MessageFormat::json
                                     : MessageFormat::human;
}

void set_color(Options& options, std::string const& value) {
  options.color = value == "always" ? Color::always : value == "never" ? Color::never : Color::automatic;
}

// The parts of a text between separators, empty ones left out.
std::vector<std::string> split_at(std::string_view joined, char separator) {
  std::vector<std::string> parts;
  while (!joined.empty()) {
    auto end = std::min(joined.find(separator), joined.size());
    if (end > 0) parts.emplace_back(joined.substr(0, end));
    joined.remove_prefix(std::min(end + 1, joined.size()));
  }
  return parts;
}

// `--export=a,b` is the same as `--export=a --export=b`.
void add_exports(Options& options, std::string const& value) {
  for (auto& word : split_at(value, ',')) options.exports.push_back(std::move(word));
}

// The place for the next option.
constexpr auto option_table = std::to_array<OptionRow>({
    {"-o,--output", "PATH", "", "where the result goes", build | emit, false, text<&Options::output>},
    {"--export", "WORD", "", "make a library: C can call this word (repeatable, or separated by commas)", emit,
     true, add_exports},
    {"--header", "OUT.h", "", "also write the exported words' prototypes to this file", emit, false,
     text<&Options::header>},
    {"-e", "CODE", "", "run this line of Seq as the body of main and show what it leaves", run, false,
     text<&Options::code>},
    {"--evaluate", "", "", "run by the evaluator, without C (the oracle of the tests; slow)", run, false,
     flag<&Options::evaluate>},
    {"-f,--filter", "TEXT", "", "only tests with this text in their name", test, false, text<&Options::filter>},
    {"-v,--verbose", "", "", "add a time to each `ok` (always 0ms)", test, false, flag<&Options::verbose>},
    {"-O", "LEVEL", "0|1|2|3", "how much to optimise: 0 nothing, 1 little, 2 all (the default), 3 larger code too",
     compiling | test, true, [](Options& options, std::string const& value) { options.level = value.front() - '0'; }},
    {"-g", "", "", "lines of Seq and names of locals for debuggers", compiling, true, flag<&Options::debug_lines>},
    {"--edition", "EDITION", "5|7", "the edition of all files (each file tells its own by default)", checking | test, true,
     [](Options& options, std::string const& value) { options.edition = value.front() - '0'; }},
    {"--cc", "COMPILER", "", "the C compiler (default: $CC, else clang, gcc, cc)", run | build | test, true,
     text<&Options::compiler>},
    {"--keep-c,--keep-ir", "", "", "keep the C file beside the program", compiling, false, flag<&Options::keep_c>},
    {"--emit-core", "", "", "show the optimised intermediate code", compiling, false, flag<&Options::emit_core>},
    {"--dump-after", "PASS", "", "show the intermediate code after this pass", compiling, false,
     text<&Options::dump_after>},
    {"--without", "PASS", "", "leave out this pass (repeatable)", compiling, true, append<&Options::without>},
    {"--times", "", "", "show the time of each step", checking, false, flag<&Options::times>},
    {"--remarks", "", "", "show what was not optimised, and why", compiling, false, flag<&Options::remarks>},
    {"--check", "", "", "the program checks its memory: objects used after their end, or never freed (status 99)",
     compiling | test, true, flag<&Options::check_memory>},
    {"--stats", "", "", "the program tells at its end what memory it used", compiling, true, flag<&Options::statistics>},
    {"--message-format", "FORM", "human|short|json", "how diagnostics are written", checking, false, set_format},
    {"--color", "WHEN", "auto|always|never", "colours in diagnostics", checking, false, set_color},
    {"--loop-opt", "", "", "accepted and without effect: loops are always made", compiling, false,
     [](Options&, std::string const&) {}},
    {"--loop-yield-cadence", "N", "", "accepted and without effect; N must be a power of two", compiling, false,
     text<&Options::cadence_text>},
    {"--instrument", "", "", "not supported yet", compiling, false,
     [](Options& options, std::string const&) { options.unsupported = "--instrument"; }},
    {"--ffi-manifest", "PATH", "", "not supported yet", compiling, false,
     [](Options& options, std::string const&) { options.unsupported = "--ffi-manifest"; }},
    {"--pure-inline", "", "", "not supported yet", compiling, false,
     [](Options& options, std::string const&) { options.unsupported = "--pure-inline"; }},
});

CommandRow const* find_command(std::string_view name) {
  auto found = std::ranges::find(commands, name, &CommandRow::name);
  return found == commands.end() ? nullptr : &*found;
}

// The passes by name, each once though it may run several times.
std::vector<core::PassInfo> named_passes() {
  std::vector<core::PassInfo> named;
  for (auto const& pass : core::passes()) {
    if (std::ranges::find(named, pass.name, &core::PassInfo::name) == named.end()) named.push_back(pass);
  }
  return named;
}

std::string pass_list() {
  std::string list = "Passes, in order:\n";
  for (auto const& pass : named_passes()) {
    list += fmt::format("  {:<14} {}{}\n", pass.name, pass.description, pass.required ? " (required)" : "");
  }
  return list;
}

std::string general_help() {
  std::string help = "seq2c compiles Seq to one self-contained C file, and that to a program.\n\nUsage:\n";
  help += "  seq2c [OPTIONS] FILE.seq [ARG...]\n";
  for (auto const& row : commands) help += fmt::format("  seq2c {} [OPTIONS] {}\n", row.name, row.positional);
  help += "\nCommands:\n";
  for (auto const& row : commands) help += fmt::format("  {:<9} {}\n", row.name, row.help);
  help += "\n`seq2c --version` tells the version, `seq2c COMMAND --help` a command's options. Without a command `run` is meant, and the\n";
  help += "options stand before FILE.seq: all that follows it goes to the program.\n";
  help += "Exit status: 0 done, 1 errors in the input, 2 wrong use, 3 a fault in seq2c; `run` gives the program's.\n";
  return help;
}

std::string command_help(CommandRow const& command) {
  auto help = fmt::format("seq2c {}: {}\n\nUsage: seq2c {} [OPTIONS] {}\n\nOptions:\n", command.name, command.help,
                          command.name, command.positional);
  auto line = [&](std::string_view names, std::string_view value, std::string_view text) {
    auto left = fmt::format("{} {}", fmt::join(split_at(names, ','), ", "), value);
    help += fmt::format("  {:<36} {}\n", left, text);
  };
  for (auto const& row : option_table) {
    if (row.commands & bit(command.command)) line(row.names, row.choices.empty() ? row.value : row.choices, row.help);
  }
  line("-h,--help", "", "show this help");
  if (bit(command.command) & compiling) help += "\n" + pass_list();
  return help;
}

std::string usage_line(CommandRow const* row) {
  if (!row) return "Usage: seq2c [COMMAND] [OPTIONS] FILE.seq (see `seq2c --help`)\n";
  return fmt::format("Usage: seq2c {} [OPTIONS] {} (see `seq2c {} --help`)\n", row->name, row->positional, row->name);
}

Ended wrong_use(CommandRow const* row, std::string_view message) {
  return {fmt::format("error: {}\n{}", message, usage_line(row)), true, 2};
}

// The nearest candidate; none for a name so short that everything is near.
std::string did_you_mean(std::string_view wrong, std::vector<std::string> const& candidates) {
  auto limit = wrong.size() < 3 ? 0 : std::max<std::size_t>(1, wrong.size() / 3);
  Nearest nearest(wrong, static_cast<unsigned>(limit));
  for (auto const& candidate : candidates) nearest.consider(candidate);
  return nearest.best().empty() ? "" : fmt::format("; did you mean `{}`?", nearest.best());
}

// The option that somebody may have meant: one that goes on like it or begins it, else one like it, else one with it inside.
std::string did_you_mean_option(std::string const& wrong, std::vector<std::string> const& names) {
  auto const stem = std::string_view(wrong).substr(std::min(wrong.find_first_not_of('-'), wrong.size()));
  auto const goes_on = [&](std::string_view name) { return name.starts_with(wrong); };
  auto const begins = [&](std::string_view name) { return name.size() > 3 && wrong.starts_with(name); };
  auto const holds = [&](std::string_view name) { return stem.size() > 2 && name.find(stem) != name.npos; };
  auto const first = [&](auto const& fits) {
    auto const found = std::ranges::find_if(names, fits);
    return found == names.end() ? "" : fmt::format("; did you mean `{}`?", *found);
  };
  auto meant = first(goes_on);
  if (meant.empty()) meant = first(begins);
  if (meant.empty()) meant = did_you_mean(wrong, names);
  return meant.empty() ? first(holds) : meant;
}

// The option of a command that is written so; null if it has none.
OptionRow const* find_option(CommandRow const& command, std::string_view name) {
  auto const fits = [&](OptionRow const& row) {
    return (row.commands & bit(command.command)) != 0 && std::ranges::count(split_at(row.names, ','), name) > 0;
  };
  auto const found = std::ranges::find_if(option_table, fits);
  return found == option_table.end() ? nullptr : &*found;
}

// An option whose value is empty, `--cc=` or `-o ""`; for the first of them CLI11 would take the next argument. What stands
// behind FILE belongs to the program.
std::optional<Ended> empty_value(CommandRow const& command, std::vector<std::string> const& arguments) {
  for (auto it = arguments.begin(); it != arguments.end() && *it != "--"; ++it) {
    bool const is_option = it->size() > 1 && it->front() == '-';
    if (!is_option && command.command == Command::run) return std::nullopt;
    auto const equals = it->starts_with("--") ? it->find('=') : it->npos;
    auto const name = it->substr(0, equals);
    auto const* row = is_option ? find_option(command, name) : nullptr;
    if (!row || row->value.empty()) continue;
    bool const apart = equals == it->npos;
    if (apart && ++it == arguments.end()) return std::nullopt;
    bool const is_empty = apart ? it->empty() : equals + 1 == it->size();
    bool const is_free_text = row->value == "CODE" || row->value == "TEXT";
    if (is_empty && !(apart && is_free_text)) return wrong_use(&command, fmt::format("`{}` wants a {}, got nothing", name, row->value));
  }
  return std::nullopt;
}

// The options of a command as CLI11 wants them. `set` of each row runs when the command line has been read.
void describe(CommandRow const& command, CLI::App& app, Options& options) {
  for (auto const& row : option_table) {
    if (!(row.commands & bit(command.command))) continue;
    std::string names(row.names);
    auto took = [&options, &row](std::string const& value) {
      row.set(options, value);
      if (row.product) options.product_key += fmt::format("{}={}\n", row.names, value);
    };
    if (row.value.empty()) {
      app.add_flag_function(names, [took](std::int64_t times) { if (times > 0) took(""); });
      continue;
    }
    auto take_each = [took](std::vector<std::string> const& values) { std::ranges::for_each(values, took); };
    auto* option = app.add_option_function<std::vector<std::string>>(names, take_each);
    option->expected(1)->take_all()->allow_extra_args(false);
    if (!row.choices.empty()) option->check(CLI::IsMember(split_at(row.choices, '|')));
  }
}

std::vector<std::string> option_names(Command command) {
  std::vector<std::string> names = {"--help"};
  for (auto const& row : option_table) {
    if (!(row.commands & bit(command))) continue;
    for (auto& name : split_at(row.names, ',')) names.push_back(std::move(name));
  }
  return names;
}

// What CLI11 did not know: options that do not exist, or too many files.
Ended wrong_extra(CommandRow const& row, std::string const& extra) {
  if (!extra.starts_with('-')) return wrong_use(&row, fmt::format("one argument too many: `{}`", extra));
  auto name = extra.substr(0, extra[1] == '-' ? extra.find('=') : 2);
  for (auto const& other : option_table) {
    auto known = split_at(other.names, ',');
    if (std::ranges::find(known, name) == known.end()) continue;
    return wrong_use(&row, fmt::format("`seq2c {}` has no option `{}`", row.name, name));
  }
  return wrong_use(&row, fmt::format("unknown option `{}`{}", name, did_you_mean_option(name, option_names(row.command))));
}

// A pass of `--without` or `--dump-after` that does not exist, or that cannot be left out.
std::optional<Ended> wrong_pass(CommandRow const& row, Options const& options) {
  auto known = named_passes();
  std::vector<std::string> dumped = {"lower"}, left_out;
  for (auto const& pass : known) {
    dumped.emplace_back(pass.name);
    left_out.emplace_back(pass.name);
  }
  for (auto const& name : options.without) {
    auto pass = std::ranges::find(known, name, &core::PassInfo::name);
    if (pass == known.end()) {
      return wrong_use(&row, fmt::format("unknown pass `{}`{}", name, did_you_mean(name, left_out)));
    }
    if (pass->required) return wrong_use(&row, fmt::format("the pass `{}` cannot be left out", name));
  }
  auto const& name = options.dump_after;
  if (name.empty() || std::ranges::find(dumped, name) != dumped.end()) return std::nullopt;
  return wrong_use(&row, fmt::format("unknown pass `{}`{}", name, did_you_mean(name, dumped)));
}

// Rules that no single option can tell.
std::optional<Ended> contradiction(CommandRow const& row, Options& options) {
  if (!options.unsupported.empty()) {
    return wrong_use(&row, fmt::format("`{}` is not supported yet", options.unsupported));
  }
  if (!options.header.empty() && options.exports.empty()) return wrong_use(&row, "`--header` needs `--export`");
  if (options.check_memory && options.statistics) return wrong_use(&row, "`--check` and `--stats` exclude each other");
  if (options.evaluate && (options.check_memory || options.statistics)) {
    return wrong_use(&row, "`--check` and `--stats` need a compiled program, `--evaluate` makes none");
  }
  if (row.command == Command::build && options.output == "-") {
    return wrong_use(&row, "a program cannot go to standard output; `seq2c emit` writes the C there, and `-o ./-` names a file `-`");
  }
  if (auto ended = wrong_pass(row, options)) return ended;
  if (auto const& cadence = options.cadence_text; !cadence.empty()) {
    std::uint32_t number = 0;
    auto [end, error] = std::from_chars(cadence.data(), cadence.data() + cadence.size(), number);
    if (error != std::errc() || end != cadence.data() + cadence.size()) {
      return wrong_use(&row, fmt::format("`--loop-yield-cadence` wants a number from 1 to 2^31, got `{}`", cadence));
    }
    options.cadence = number;
  }
  return std::nullopt;
}

// Hands the positional arguments to the files, or, after a program's FILE, to the program.
std::optional<Ended> take_positionals(CommandRow const& row, std::vector<std::string> positionals, Options& options) {
  bool needs_file = !options.code;
  if (needs_file && positionals.size() < row.least) return wrong_use(&row, fmt::format("{} is missing", row.positional));
  if (row.command == Command::run) {
    auto first_argument = positionals.begin() + (needs_file ? 1 : 0);
    options.files.assign(positionals.begin(), first_argument);
    options.arguments.assign(first_argument, positionals.end());
    return std::nullopt;
  }
  if (positionals.size() > row.most) return wrong_extra(row, positionals[row.most]);
  options.files = std::move(positionals);
  return std::nullopt;
}

// Splits what CLI11 left over into positional arguments; the first option among them is unknown.
std::variant<std::vector<std::string>, Ended> positionals(CommandRow const& row, std::vector<std::string> rest) {
  std::vector<std::string> found;
  for (auto it = rest.begin(); it != rest.end(); ++it) {
    bool program_part = row.command == Command::run && !found.empty();
    if (*it == "--" && !program_part) {
      found.insert(found.end(), it + 1, rest.end());
      break;
    }
    if (!program_part && it->size() > 1 && it->front() == '-') return wrong_extra(row, *it);
    found.push_back(*it);
  }
  return found;
}

std::variant<Options, Ended> read_command(CommandRow const& row, std::vector<std::string> arguments) {
  Options options;
  options.command = row.command;
  CLI::App app;
  app.set_help_flag("-h,--help");
  if (row.command == Command::run) app.prefix_command();
  app.allow_extras();
  describe(row, app, options);
  if (auto ended = empty_value(row, arguments)) return *ended;
  std::ranges::reverse(arguments);
  try {
    app.parse(std::move(arguments));
  } catch (CLI::CallForHelp const&) {
    return Ended{command_help(row), false, 0};
  } catch (CLI::ParseError const& error) {
    return wrong_use(&row, error.what());
  }
  auto found = positionals(row, app.remaining());
  if (auto* ended = std::get_if<Ended>(&found)) return *ended;
  if (auto ended = take_positionals(row, std::move(std::get<0>(found)), options)) return *ended;
  if (auto ended = contradiction(row, options)) return *ended;
  return options;
}

// Without a command `run` is meant: for an option, `-`, a name that ends in .seq, and a path.
bool is_script(std::string const& argument) {
  return argument.starts_with('-') || argument.ends_with(".seq") || argument.find('/') != std::string::npos;
}

Ended unknown_command(std::string const& name) {
  std::vector<std::string> names;
  for (auto const& row : commands) names.emplace_back(row.name);
  auto meant = did_you_mean(name, names);
  if (meant.empty()) meant = fmt::format("; the commands are {}", fmt::join(names, ", "));
  return wrong_use(nullptr, fmt::format("unknown command `{}`{}", name, meant));
}

}  // namespace

std::variant<Options, Ended> read_command_line(std::vector<std::string> arguments) {
  if (arguments.empty()) return Ended{general_help(), true, 2};
  auto const& first = arguments.front();
  if (first == "--version" || first == "-V") return Ended{fmt::format("seq2c {}\n", version), false, 0};
  if (first == "--help" || first == "-h") return Ended{general_help(), false, 0};
  if (first == "help") {
    if (arguments.size() == 1) return Ended{general_help(), false, 0};
    arguments = {arguments[1], "--help"};
  }
  if (auto const* row = find_command(first)) return read_command(*row, {arguments.begin() + 1, arguments.end()});
  if (!is_script(first)) return unknown_command(first);
  auto read = read_command(*find_command("run"), std::move(arguments));
  auto* options = std::get_if<Options>(&read);
  if (options && !options->code && !is_script(options->files.front())) {
    if (find_command(options->files.front())) {
      return wrong_use(nullptr, fmt::format("the command `{}` stands before its options", options->files.front()));
    }
    return unknown_command(options->files.front());
  }
  return read;
}

}  // namespace seq2c::cli
