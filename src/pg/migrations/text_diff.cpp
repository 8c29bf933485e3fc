#include "pg/migrations/text_diff.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace marque::pg::migrations {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t kContextLines = 2;
constexpr std::size_t kMaxTable = 4'000'000;  // cells of the table below: 16 MB

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

struct Row {
  char mark;
  std::string_view line;
};

// The longest common subsequence of lines, by the textbook table.
void align(const Lines& before, const Lines& after, std::vector<Row>& rows) {
  const std::size_t width = after.size() + 1;
  if ((before.size() + 1) * width > kMaxTable) {
    for (const auto line : before) rows.push_back({'-', line});
    for (const auto line : after) rows.push_back({'+', line});
    return;
  }
  std::vector<std::uint32_t> common((before.size() + 1) * width, 0);
  for (std::size_t i = before.size(); i-- > 0;) {
    for (std::size_t j = after.size(); j-- > 0;) {
      common[i * width + j] = before[i] == after[j]
                                  ? common[(i + 1) * width + j + 1] + 1
                                  : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  std::size_t i = 0, j = 0;
  while (i < before.size() || j < after.size()) {
    if (i < before.size() && j < after.size() && before[i] == after[j]) {
      rows.push_back({' ', before[i++]}), ++j;
    } else if (j == after.size() ||
               (i < before.size() && common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      rows.push_back({'-', before[i++]});
    } else {
      rows.push_back({'+', after[j++]});
    }
  }
}

bool near_a_change(const std::vector<Row>& rows, std::size_t index) {
  const std::size_t first = index < kContextLines ? 0 : index - kContextLines;
  const std::size_t last = std::min(rows.size(), index + kContextLines + 1);
  return std::any_of(rows.begin() + static_cast<std::ptrdiff_t>(first),
                     rows.begin() + static_cast<std::ptrdiff_t>(last),
                     [](const Row& row) { return row.mark != ' '; });
}

}  // namespace

std::string diff_lines(std::string_view before, std::string_view after) {
  const Lines old_lines = lines_of(before);
  const Lines new_lines = lines_of(after);
  std::vector<Row> rows;
  align(old_lines, new_lines, rows);
  if (std::ranges::all_of(rows, [](const Row& row) { return row.mark == ' '; })) return {};
  std::string text;
  bool skipping = false;
  for (std::size_t index = 0; index < rows.size(); ++index) {
    if (near_a_change(rows, index)) {
      text.append(1, rows[index].mark).append(" ").append(rows[index].line).append("\n");
      skipping = false;
    } else if (!skipping) {
      text.append("  …\n");
      skipping = true;
    }
  }
  return text;
}

}  // namespace marque::pg::migrations
