#include "frontend/cli/compile.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "frontend/check.h"
#include "frontend/cli/console.h"
#include "frontend/cli/version.h"
#include "peval/lower.h"
#include "peval/pipeline.h"
#include "peval/print.h"

namespace seq2c::cli {
namespace {

namespace fs = std::filesystem;

// Does a step and, for `--times`, notes how long it took.
template <class Step>
auto timed(Session& session, std::string_view name, Step const& step) {
  auto begin = std::chrono::steady_clock::now();
  auto result = step();
  if (session.options->times) session.report += step_time(name, std::chrono::steady_clock::now() - begin);
  return result;
}

// What the passes did not do, and why: a line of text or a JSON object.
std::string remark_line(core::Remark const& remark, Sources const& sources, MessageFormat format) {
  std::string where;
  if (remark.place.source) {
    where = fmt::format("{}:{}:{}: ", sources[remark.place.source].name, remark.place.line, remark.place.column);
  }
  auto remedy = remark.remedy.empty() ? "" : fmt::format("; {}", remark.remedy);
  auto line = fmt::format("{}remark[{}]: {} not done: {}{}\n", where, remark.pass, remark.operation, remark.reason, remedy);
  if (format != MessageFormat::json) return line;
  nlohmann::ordered_json object = {{"$message_type", "remark"}, {"pass", remark.pass}, {"operation", remark.operation},
                                   {"reason", remark.reason}, {"remedy", remark.remedy}, {"file_name", nullptr}};
  if (remark.place.source) {
    object["file_name"] = sources[remark.place.source].name;
    object["line"] = remark.place.line;
    object["column"] = remark.place.column;
  }
  object["rendered"] = std::move(line);
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

core::Program optimise_program(Session& session, core::Program program, Sources const& sources) {
  auto const& options = *session.options;
  core::OptimiseOptions wanted;
  wanted.level = options.level;
  wanted.without = options.without;
  wanted.remarks = options.remarks;
  if (!options.dump_after.empty()) wanted.dump_after = {options.dump_after};
  core::Report report;
  auto better = core::optimise(std::move(program), wanted, report);
  for (auto const& dump : report.dumps) session.report += dump;
  for (auto const& fault : report.faults) session.faults += "\n  " + fault;
  if (options.times) {
    for (auto const& time : report.times) {
      session.report += step_time(time.name, std::chrono::duration<double>(time.seconds));
    }
  }
  for (auto const& remark : report.remarks) session.report += remark_line(remark, sources, options.format);
  return better;
}

EmitOptions emit_options(Options const& options, Sources const& sources) {
  EmitOptions wanted;
  wanted.version = version;
  wanted.line_directives = wanted.show = options.debug_lines;
  wanted.check = options.check_memory;
  wanted.statistics = options.statistics;
  wanted.source_directory = source_directory(options, sources);
  return wanted;
}

}  // namespace

std::variant<Source, FileError> load_source(std::string const& file) {
  auto read = read_file(file);
  if (auto* error = std::get_if<FileError>(&read)) return std::move(*error);
  auto& text = std::get<std::string>(read);
  if (!is_utf8(text)) return FileError{"stream did not contain valid UTF-8"};
  if (file == "-") return make_source("<stdin>", "", std::move(text));
  std::error_code error;
  auto real = fs::canonical(file, error);
  return make_source(fs::path(file).filename().string(), error ? "" : real.string(), std::move(text));
}

std::optional<Source> read_source(Options const& options, std::string const& file) {
  auto source = load_source(file);
  if (auto* read = std::get_if<Source>(&source)) return std::move(*read);
  Diagnostics diagnostics;
  diagnostics.report({}, messages::source_not_read, file, std::get<FileError>(source).reason).file = file == "-" ? "<stdin>" : file;
  show(diagnostics, {}, options);
  return std::nullopt;
}

Loaded load_program(Session& session, Source main) {
  auto wanted = usual_load_options();
  wanted.edition = session.options->edition;
  wanted.all_modules = session.options->code.has_value();
  return timed(session, "load", [&] { return load(std::move(main), wanted, session.diagnostics); });
}

std::optional<checked::Program> check_program(Session& session, Loaded const& loaded, NeedsMain needs_main) {
  CheckOptions wanted;
  wanted.needs_main = needs_main == NeedsMain::yes;
  return timed(session, "check", [&] { return check(loaded.sources, loaded.files, wanted, session.diagnostics); });
}

std::optional<EmittedC> translate(Session& session, checked::Program const& program) {
  auto const& options = *session.options;
  core::LowerOptions exports{options.exports};
  auto lowered = timed(session, "lower", [&] { return core::lower(program, exports, session.diagnostics); });
  if (session.diagnostics.has_errors()) return std::nullopt;
  auto better = optimise_program(session, std::move(lowered), program.sources);
  if (options.emit_core && options.command == Command::emit) return EmittedC{core::print(better), ""};
  if (options.emit_core) session.report += core::print(better);
  return timed(session, "emit", [&] { return emit_c(better, emit_options(options, program.sources)); });
}

std::string source_directory(Options const& options, Sources const& sources) {
  auto const& main_path = sources.begin()->path;
  return options.debug_lines && !main_path.empty() ? fs::path(main_path).parent_path().string() + "/" : "";
}

int finish(Session const& session, Sources const& sources) {
  show(session.diagnostics, sources, *session.options);
  write_error(session.report);
  if (!session.faults.empty()) return internal_error("a pass broke the intermediate code" + session.faults);
  return session.diagnostics.has_errors() ? 1 : 0;
}

}  // namespace seq2c::cli
