#include "pg/catalogue/node_tree.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>

namespace marque::pg::catalogue {
namespace {

// Counted in braces and parentheses together: "(" "{QUERY" are 2 deep, ":targetList" is a field there; "("
// "{TARGETENTRY" are 4 deep, its fields are there.
constexpr std::size_t query_depth = 2;
constexpr std::size_t entry_depth = 4;

constexpr bool is_structure(char character) {
  return character == '(' || character == ')' || character == '{' || character == '}';
}
constexpr bool is_blank(char character) { return character == ' ' || character == '\n' || character == '\t'; }

/// The words of a node tree: a brace or parenthesis, or what stands between them and blanks. A backslash
/// makes the character after it an ordinary one, so that no name or constant can look like structure.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  /// Empty at the end.
  std::string_view next() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    const std::size_t start = at_;
    if (start == text_.size()) return {};
    if (is_structure(text_[at_])) return text_.substr(at_++, 1);
    while (at_ < text_.size() && !is_structure(text_[at_]) && !is_blank(text_[at_]))
      at_ = std::min(at_ + (text_[at_] == '\\' ? 2 : 1), text_.size());
    return text_.substr(start, at_ - start);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::uint32_t number_of(std::string_view word) {
  std::uint32_t number = 0;
  std::from_chars(word.data(), word.data() + word.size(), number);
  return number;
}

class Reader {
 public:
  explicit Reader(std::string_view tree) : words_(tree) {}

  std::vector<TargetEntry> read() {
    for (auto word = words_.next(); !word.empty() && !is_finished_; word = words_.next()) take(word);
    return std::move(entries_);
  }

 private:
  void take(std::string_view word) {
    if (word == "(" || word == "{") {
      open();
    } else if (word == ")" || word == "}") {
      close();
    } else if (word.starts_with(':')) {
      field_ = word;
      if (depth_ == query_depth) in_target_list_ = word == ":targetList";
    } else if (in_target_list_ && depth_ == entry_depth) {
      take_value(word);
    }
  }

  void open() {
    ++depth_;
    field_ = {};
    if (in_target_list_ && depth_ == entry_depth) entries_.emplace_back();
  }

  /// The end of the list, or of the whole query, is the end of what is wanted.
  void close() {
    if (depth_ > 0) --depth_;
    field_ = {};
    is_finished_ = depth_ == 0 || (in_target_list_ && depth_ == query_depth);
  }

  void take_value(std::string_view word) {
    TargetEntry& entry = entries_.back();
    if (field_ == ":resno") entry.position = number_of(word);
    if (field_ == ":resorigtbl") entry.origin_relation = number_of(word);
    if (field_ == ":resorigcol") entry.origin_column = number_of(word);
    field_ = {};
  }

  Words words_;
  std::size_t depth_ = 0;
  std::string_view field_;
  bool in_target_list_ = false;
  bool is_finished_ = false;
  std::vector<TargetEntry> entries_;
};

}  // namespace

std::vector<TargetEntry> read_target_list(std::string_view tree) { return Reader(tree).read(); }

}  // namespace marque::pg::catalogue
