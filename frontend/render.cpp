// Diagnostics as text: for people, one line each, or JSON.
//
//   error[S0207]: `i.+` wants ( Int Int ) on top of the stack, finds ( String Int )
//     --> app.seq:12:14
//   12 |   name count i.+ int->string
//      |   ---- String^^^ stack here: ( String Int )
//      |        ----- Int
//      = a note
//   help: concatenate instead: `int->string string.concat`
//   more: seq2c explain S0207
//
// Columns in messages count code points; in the picture a tab is as wide as up to the next multiple of four, and wide
// characters take two columns. Of a very long line only the part around the place is shown.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <tuple>
#include <utility>

#include "frontend/diagnostic.h"
#include "frontend/unicode.h"

namespace seq2c {
namespace {

constexpr unsigned tab_width = 4;
constexpr unsigned most_columns = 110;    // of a source line
constexpr unsigned columns_before = 45;   // shown before the place in a longer line
constexpr unsigned most_text = 2000;      // code points of a message's text

constexpr std::string_view bold_red = "\x1b[1;31m", bold_yellow = "\x1b[1;33m", bold_blue = "\x1b[1;34m",
                           bold_cyan = "\x1b[1;36m", bold = "\x1b[1m", plain = "\x1b[0m";

// Besides the control characters: those that turn the direction of text, and the byte-order mark.
bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

// Program text may hold anything; a terminal must get no control characters from it. Line ends stay if `lines`.
std::string clean(std::string_view text, bool lines, unsigned most) {
  std::string result;
  unsigned count = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (++count > most) return result + "…";
    auto const [value, bytes] = code_point(text, at);
    if (lines && value == '\n') result += '\n';
    else if (is_control(value) || value == 0xfffd) result += value == '\n' || value == '\t' ? " " : "�";
    else result += text.substr(at, bytes);
    at += bytes;
  }
  return result;
}

std::string_view level_name(Level level) {
  switch (level) {
    case Level::error: return "error";
    case Level::warning: return "warning";
    case Level::note: return "note";
  }
  return {};
}

// --- One source line ---

// The part of a line around a column, by whole code points; lines of usual length whole. Bounds the work for an endless line.
struct Slice { std::string_view text; std::uint32_t first_column; bool is_start, is_end; };

Slice slice(std::string_view line, std::uint32_t column) {
  constexpr std::size_t whole = 600;
  constexpr std::uint32_t before = 200;
  if (line.size() <= whole) return {line, 1, true, true};
  auto const starts = [](char c) { return (c & 0xc0) != 0x80; };
  std::size_t first = 0;
  std::uint32_t first_column = 1;
  for (; first_column + before < column && first < line.size(); ++first_column) {
    do ++first; while (first < line.size() && !starts(line[first]));
  }
  auto last = std::min(first + whole, line.size());
  while (last < line.size() && !starts(line[last])) ++last;
  return {line.substr(first, last - first), first_column, first == 0, last == line.size()};
}

// A source line as shown, and the display column (from 0) of each of its columns, with one more for its end.
struct ShownLine {
  std::string text;
  std::vector<unsigned> columns;
  std::vector<std::size_t> offsets;  // into `text`
  std::uint32_t first_column;        // of the source line: the part shown begins there
  bool is_start, is_end;             // is that all before, all behind?

  // Places before the part shown give its start; those behind its end go on counting.
  unsigned column(std::uint32_t source_column) const {
    auto const index = source_column < first_column ? 0 : source_column - first_column;
    return index < columns.size() ? columns[index] : columns.back() + static_cast<unsigned>(index - (columns.size() - 1));
  }
};

ShownLine show_line(Slice const& line) {
  ShownLine shown{{}, {}, {}, line.first_column, line.is_start, line.is_end};
  unsigned column = 0;
  for (std::size_t at = 0; at < line.text.size();) {
    auto const [value, bytes] = code_point(line.text, at);
    shown.columns.push_back(column);
    shown.offsets.push_back(shown.text.size());
    unsigned width = terminal_width(value);
    if (value == '\t') {
      width = tab_width - column % tab_width;
      shown.text.append(width, ' ');
    } else if (is_control(value)) {
      shown.text += "�";
      width = 1;
    } else {
      shown.text += line.text.substr(at, bytes);
    }
    column += width;
    at += bytes;
  }
  shown.columns.push_back(column);
  shown.offsets.push_back(shown.text.size());
  return shown;
}

struct Mark { Place place; std::string text; bool primary; };

// The part of a line that fits the picture: its text, its display columns, and how far these moved.
struct Window {
  std::string text;
  unsigned first, last;
  int shift;
};

// Too long a line is cut to begin some way before the display column `focus`.
Window cut(ShownLine const& line, unsigned focus) {
  unsigned const width = line.columns.back();
  bool const all = line.is_start && line.is_end;
  if (all && width <= most_columns) return {line.text, 0, most_columns, 0};
  unsigned const start = focus > columns_before ? focus - columns_before : 0;
  auto const at = [&](unsigned column) {
    auto const found = std::ranges::lower_bound(line.columns, column);
    return std::min(static_cast<std::size_t>(found - line.columns.begin()), line.columns.size() - 1);
  };
  auto const first = at(start), last = at(start + most_columns);
  bool const cut_before = first > 0 || !line.is_start, cut_behind = last + 1 < line.columns.size() || !line.is_end;
  auto const middle = line.text.substr(line.offsets[first], line.offsets[last] - line.offsets[first]);
  return {fmt::format("{}{}{}", cut_before ? "…" : "", middle, cut_behind ? "…" : ""), line.columns[first],
          line.columns[last], (cut_before ? 1 : 0) - static_cast<int>(line.columns[first])};
}

unsigned display_width(std::string_view text) {
  unsigned width = 0;
  for (std::size_t at = 0; at < text.size();) {
    auto const [value, bytes] = code_point(text, at);
    width += terminal_width(value);
    at += bytes;
  }
  return width;
}

// --- The picture for people ---

class Picture {
 public:
  Picture(Diagnostic const& diagnostic, Sources const& sources, bool colour)
      : diagnostic_(diagnostic), sources_(sources), colour_(colour) {}

  std::string draw() {
    heading();
    places();
    for (auto const& note : diagnostic_.notes) this->note(note);
    if (!diagnostic_.help.empty()) tail("help", diagnostic_.help);
    tail("more", fmt::format("seq2c explain {}", diagnostic_.message->code));
    return std::move(out_);
  }

 private:
  std::string paint(std::string_view how, std::string_view text) const {
    return colour_ ? fmt::format("{}{}{}", how, text, plain) : std::string(text);
  }

  std::string_view level_colour() const { return diagnostic_.message->level == Level::error ? bold_red : bold_yellow; }

  void heading() {
    auto const head = fmt::format("{}[{}]", level_name(diagnostic_.message->level), diagnostic_.message->code);
    out_ += fmt::format("{}{}\n", paint(level_colour(), head), paint(bold, ": " + clean(diagnostic_.text, true, most_text)));
  }

  // The marks of all places: the primary one takes over what a label says at the same place.
  std::vector<Mark> marks() const {
    std::vector<Mark> result{{diagnostic_.place, {}, true}};
    for (auto const& label : diagnostic_.labels) {
      auto text = clean(label.text, false, most_text);
      if (label.place == diagnostic_.place && result[0].text.empty()) result[0].text = std::move(text);
      else if (label.place.source) result.push_back({label.place, std::move(text), false});
    }
    return result;
  }

  void places() {
    if (!diagnostic_.place.source) {
      if (!diagnostic_.file.empty()) out_ += fmt::format(" {} {}\n", paint(bold_blue, "-->"), clean(diagnostic_.file, false, most_text));
      return;
    }
    auto marks = this->marks();
    auto const key = [&](Mark const& mark) {
      auto const other = mark.place.source != diagnostic_.place.source;
      return std::tuple(other, mark.place.source.index, mark.place.line, mark.place.column);
    };
    std::ranges::stable_sort(marks, {}, key);
    auto const last = std::ranges::max(marks, {}, [](Mark const& mark) { return mark.place.line; }).place.line;
    gutter_ = fmt::formatted_size("{}", last);
    for (std::size_t first = 0; first < marks.size();) {
      auto end = first;
      while (end < marks.size() && marks[end].place.source == marks[first].place.source) ++end;
      file(std::span(marks).subspan(first, end - first));
      first = end;
    }
  }

  void file(std::span<Mark const> marks) {
    bool const main = marks[0].place.source == diagnostic_.place.source;
    auto const& place = main ? diagnostic_.place : marks[0].place;
    auto const& source = sources_[place.source];
    auto const word = main && !diagnostic_.word.empty() ? fmt::format(" in {}", clean(diagnostic_.word, false, most_text)) : "";
    out_ += fmt::format("{}{} {}:{}:{}{}\n", std::string(gutter_, ' '), paint(bold_blue, main ? "-->" : ":::"),
                        clean(source.name, false, most_text), place.line, place.column, word);
    std::uint32_t before = 0;
    for (std::size_t first = 0; first < marks.size();) {
      auto const line = marks[first].place.line;
      auto end = first;
      while (end < marks.size() && marks[end].place.line == line) ++end;
      if (before != 0 && line > before + 1) out_ += paint(bold_blue, "...") + "\n";
      this->line(source, line, marks.subspan(first, end - first));
      before = line;
      first = end;
    }
  }

  void row(std::string_view number, std::string_view text) {
    auto const bar = fmt::format("{:>{}} |", number, gutter_);
    auto const end = text.find_last_not_of(' ');
    out_ += paint(bold_blue, bar);
    if (end != text.npos) out_ += fmt::format(" {}", text.substr(0, end + 1));
    out_ += '\n';
  }

  // A source line, and below it its marks: each in the first row that has room for it and its text.
  void line(Source const& source, std::uint32_t number, std::span<Mark const> marks) {
    auto const primary = std::ranges::find(marks, true, &Mark::primary);
    auto const focus = (primary == marks.end() ? marks.begin() : primary)->place.column;
    auto const shown = show_line(slice(line_text(source, number), focus));
    auto const window = cut(shown, shown.column(focus));
    row(fmt::format("{}", number), window.text);
    struct Row { std::string text; unsigned width = 0; };
    std::vector<Row> rows;
    for (auto const& mark : marks) {
      auto const start = shown.column(mark.place.column);
      if (mark.place.column < shown.first_column || start < window.first || start > window.last) {
        note(fmt::format("column {}: {}", mark.place.column, mark.text));
        continue;
      }
      auto const stop = std::min(shown.column(mark.place.column + std::max(mark.place.length, 1U)), window.last + 1);
      auto const column = static_cast<unsigned>(static_cast<int>(start) + window.shift);
      auto const length = std::max(stop, start + 1) - start;
      auto fits = std::ranges::find_if(rows, [&](Row const& row) { return row.width == 0 || row.width < column; });
      if (fits == rows.end()) fits = rows.insert(rows.end(), Row());
      auto const text = mark.text.empty() ? "" : " " + mark.text;
      fits->text.append(column - fits->width, ' ');
      fits->text += paint(mark.primary ? level_colour() : bold_blue, std::string(length, mark.primary ? '^' : '-') + text);
      fits->width = column + length + display_width(text);
    }
    for (auto const& row : rows) this->row("", row.text);
  }

  void note(std::string_view text) {
    indented(fmt::format("{} {} ", std::string(gutter_, ' '), paint(bold_blue, "=")), gutter_ + 3, text);
  }

  void tail(std::string_view what, std::string_view text) {
    indented(fmt::format("{}: ", paint(bold_cyan, what)), what.size() + 2, text);
  }

  // Further lines of `text` stand under its first one.
  void indented(std::string_view head, std::size_t width, std::string_view text) {
    auto const cleaned = clean(text, true, most_text);
    out_ += head;
    for (char const c : cleaned) {
      out_ += c;
      if (c == '\n') out_.append(width, ' ');
    }
    out_ += '\n';
  }

  Diagnostic const& diagnostic_;
  Sources const& sources_;
  bool colour_;
  std::size_t gutter_ = 1;  // width of the line numbers
  std::string out_;
};

// --- One line each ---

std::string render_brief(Diagnostic const& diagnostic, Sources const& sources) {
  auto const& place = diagnostic.place;
  std::string where;
  if (place.source) {
    where = fmt::format("{}:{}:{}: ", clean(sources[place.source].name, false, most_text), place.line, place.column);
  } else if (!diagnostic.file.empty()) {
    where = fmt::format("{}: ", clean(diagnostic.file, false, most_text));
  }
  return fmt::format("{}{}[{}]: {}\n", where, level_name(diagnostic.message->level), diagnostic.message->code,
                     clean(diagnostic.text, false, most_text));
}

// --- JSON, with the fields of rustc ---

using Json = nlohmann::ordered_json;

// The byte offset in the file of a column of a line, at most that of the line's end.
std::size_t byte_offset(Source const& source, std::uint32_t line, std::uint32_t column) {
  auto const text = line_text(source, line);
  std::size_t at = 0;
  for (std::uint32_t i = 1; i < column && at < text.size(); ++i) at += code_point(text, at).bytes;
  return source.line_offsets[std::max(line, 1U) - 1] + at;
}

Json span(Place const& place, Sources const& sources, bool primary, std::string_view label) {
  auto const& source = sources[place.source];
  auto const end = place.column + place.length;
  auto const line = slice(line_text(source, place.line), place.column);
  return {{"file_name", source.name},
          {"byte_start", byte_offset(source, place.line, place.column)},
          {"byte_end", byte_offset(source, place.line, end)},
          {"line_start", place.line},
          {"line_end", place.line},
          {"column_start", place.column},
          {"column_end", end},
          {"is_primary", primary},
          {"text", Json::array({{{"text", line.text},
                                 {"highlight_start", place.column - line.first_column + 1},
                                 {"highlight_end", end - line.first_column + 1}}})},
          {"label", label.empty() ? Json() : Json(label)},
          {"suggested_replacement", nullptr},
          {"suggestion_applicability", nullptr}};
}

// A file as a whole, of which nothing is known.
Json span(std::string_view file) {
  return {{"file_name", file}, {"byte_start", 0}, {"byte_end", 0}, {"line_start", 1}, {"line_end", 1}, {"column_start", 1},
          {"column_end", 1}, {"is_primary", true}, {"text", Json::array()}, {"label", nullptr}, {"suggested_replacement", nullptr},
          {"suggestion_applicability", nullptr}};
}

Json child(std::string_view level, std::string_view text) {
  return {{"message", text},         {"code", nullptr},           {"level", level},
          {"spans", Json::array()}, {"children", Json::array()}, {"rendered", nullptr}};
}

std::string render_json(Diagnostic const& diagnostic, Sources const& sources, bool colour) {
  auto spans = Json::array();
  if (diagnostic.place.source) spans.push_back(span(diagnostic.place, sources, true, ""));
  else if (!diagnostic.file.empty()) spans.push_back(span(diagnostic.file));
  for (auto const& label : diagnostic.labels) {
    if (label.place.source) spans.push_back(span(label.place, sources, false, label.text));
  }
  auto children = Json::array();
  for (auto const& note : diagnostic.notes) children.push_back(child("note", note));
  if (!diagnostic.help.empty()) children.push_back(child("help", diagnostic.help));
  auto const& message = *diagnostic.message;
  Json const object{{"$message_type", "diagnostic"},
                    {"message", diagnostic.text},
                    {"code", {{"code", message.code}, {"explanation", message.explanation}}},
                    {"level", level_name(message.level)},
                    {"spans", std::move(spans)},
                    {"children", std::move(children)},
                    {"rendered", Picture(diagnostic, sources, colour).draw()}};
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

std::string shown(std::string_view text) { return clean(text, false, 60); }

std::string render(Diagnostic const& diagnostic, Sources const& sources, MessageFormat format, bool colour) {
  switch (format) {
    case MessageFormat::human: return Picture(diagnostic, sources, colour).draw();
    case MessageFormat::brief: return render_brief(diagnostic, sources);
    case MessageFormat::json: return render_json(diagnostic, sources, colour);
  }
  return {};
}

}  // namespace seq2c
