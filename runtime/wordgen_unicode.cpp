// Host tool of the build: the case mappings of Unicode as C tables.
//   wordgen_unicode FOLDER-OF-UNICODE-DATA OUTPUT.h
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Point = std::uint32_t;

std::vector<std::string> fields(std::string const& line) {
  std::vector<std::string> result;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, ';');) result.push_back(field);
  return result;
}

Point hex(std::string const& text) { return static_cast<Point>(std::stoul(text, nullptr, 16)); }

std::ifstream open(std::string const& folder, char const* name) {
  std::ifstream file(folder + "/" + name);
  if (!file) throw std::runtime_error(folder + "/" + name + ": cannot read; it is part of the package unicode-data");
  return file;
}

struct Mappings {
  std::map<Point, Point> upper, lower;                  // to one other character
  std::map<Point, std::vector<Point>> special_upper;    // to several
};

Mappings read_mappings(std::string const& folder) {
  Mappings result;
  auto data = open(folder, "UnicodeData.txt");
  for (std::string line; std::getline(data, line);) {
    auto parts = fields(line);
    if (parts.size() > 12 && !parts[12].empty()) result.upper[hex(parts[0])] = hex(parts[12]);
    if (parts.size() > 13 && !parts[13].empty()) result.lower[hex(parts[0])] = hex(parts[13]);
  }
  auto special = open(folder, "SpecialCasing.txt");
  for (std::string line; std::getline(special, line);) {
    auto parts = fields(line.substr(0, line.find('#')));
    // A fifth field is a condition.
    if (parts.size() < 4 || parts.size() > 5) continue;
    if (parts.size() == 5 && parts[4].find_first_not_of(' ') != std::string::npos) continue;
    std::istringstream points(parts[3]);
    std::vector<Point> mapped;
    for (std::string point; points >> point;) mapped.push_back(hex(point));
    if (mapped.size() > 1) result.special_upper[hex(parts[0])] = mapped;
  }
  return result;
}

using Ranges = std::vector<std::pair<Point, Point>>;

Ranges read_property(std::string const& folder, std::string const& property) {
  std::map<Point, Point> sorted;
  auto file = open(folder, "DerivedCoreProperties.txt");
  for (std::string line; std::getline(file, line);) {
    auto parts = fields(line.substr(0, line.find('#')));
    std::string name;
    if (parts.size() != 2 || !(std::istringstream(parts[1]) >> name) || name != property) continue;
    auto dots = parts[0].find("..");
    sorted[hex(parts[0])] = hex(dots == std::string::npos ? parts[0] : parts[0].substr(dots + 2));
  }
  Ranges result;
  for (auto const& [first, last] : sorted) {
    if (!result.empty() && result.back().second + 1 == first) result.back().second = last;
    else result.emplace_back(first, last);
  }
  return result;
}

// Rows of a table, as many on a line as fit.
class Table {
 public:
  Table(std::ostream& out, std::string const& head) : out_(out) { out_ << head << " = {"; }
  ~Table() { out_ << "\n};\n\n"; }
  void add(std::string const& item) {
    if (column_ == 0 || column_ + item.size() + 2 > 116) {
      out_ << "\n ";
      column_ = 2;
    }
    out_ << " " << item << ",";
    column_ += item.size() + 2;
  }

 private:
  std::ostream& out_;
  std::size_t column_ = 0;
};

// Characters whose mapping is the same distance away, next to each other or every second one.
void write_mapping(std::ostream& out, std::string const& name, std::map<Point, Point> const& mapping) {
  struct Run { Point first, last, step; std::int32_t delta; };
  std::vector<Run> runs;
  for (auto const& [from, to] : mapping) {
    auto delta = static_cast<std::int32_t>(to) - static_cast<std::int32_t>(from);
    if (!runs.empty() && runs.back().delta == delta) {
      auto& run = runs.back();
      auto step = from - run.last;
      if (step <= 2 && (run.first == run.last || run.step == step)) {
        run.step = step;
        run.last = from;
        continue;
      }
    }
    runs.push_back({from, from, 1, delta});
  }
  Table table(out, "static struct seq_case_run const " + name + "[]");
  for (auto const& run : runs)
    table.add("{" + std::to_string(run.first) + ", " + std::to_string(run.last) + ", " + std::to_string(run.step) +
              ", " + std::to_string(run.delta) + "}");
}

void write_ranges(std::ostream& out, std::string const& name, Ranges const& ranges) {
  Table table(out, "static uint32_t const " + name + "[][2]");
  for (auto const& [first, last] : ranges) table.add("{" + std::to_string(first) + ", " + std::to_string(last) + "}");
}

void write_special(std::ostream& out, std::map<Point, std::vector<Point>> const& special) {
  Table table(out, "static uint16_t const seq_upper_special[][4]");
  for (auto const& [from, to] : special) {
    std::string row = "{" + std::to_string(from);
    for (auto point : to) row += ", " + std::to_string(point);
    for (std::size_t i = to.size(); i < 3; ++i) row += ", 0";
    table.add(row + "}");
  }
}

void write_tables(std::string const& folder, std::ostream& out) {
  auto mappings = read_mappings(folder);
  out << "// Case of letters, from the Unicode character database.\n#pragma once\n#include \"runtime/value.h\"\n\n"
      << "// Characters from `first` to `last`, every `step`-th, that map to the one `delta` away.\n"
      << "struct seq_case_run {\n  uint32_t first, last, step;\n  int32_t delta;\n};\n\n";
  write_mapping(out, "seq_upper_runs", mappings.upper);
  write_mapping(out, "seq_lower_runs", mappings.lower);
  out << "// Characters that become several in upper case.\n";
  write_special(out, mappings.special_upper);
  write_ranges(out, "seq_cased", read_property(folder, "Cased"));
  write_ranges(out, "seq_case_ignorable", read_property(folder, "Case_Ignorable"));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: wordgen_unicode FOLDER-OF-UNICODE-DATA OUTPUT.h\n";
    return 2;
  }
  try {
    std::ostringstream text;
    write_tables(arguments[1], text);
    std::ofstream(arguments[2], std::ios::binary) << text.str();
    return 0;
  } catch (std::exception const& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
