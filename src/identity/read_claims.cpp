#include <limits>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>

#include "identity/claims.hpp"

namespace marque::identity {
namespace {

using boost::json::string_view;
using boost::system::error_code;

constexpr std::size_t deepest_nesting = 128;  // the tree is written and destroyed by recursion

/// Builds the tree from the parser's events; the parser has already checked the grammar and the encoding.
class TreeBuilder {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return open(ClaimValue::Kind::object); }
  bool on_object_end(std::size_t, error_code&) { return close(); }
  bool on_array_begin(error_code&) { return open(ClaimValue::Kind::array); }
  bool on_array_end(std::size_t, error_code&) { return close(); }
  bool on_key_part(string_view part, std::size_t, error_code&) { return keep(part); }
  bool on_key(string_view part, std::size_t, error_code&) {
    keep(part);
    open_.back().name = std::exchange(part_, {});
    return true;
  }
  bool on_string_part(string_view part, std::size_t, error_code&) { return keep(part); }
  bool on_string(string_view part, std::size_t, error_code&) {
    return add_text(ClaimValue::Kind::text, part);
  }
  bool on_number_part(string_view part, error_code&) { return keep(part); }
  bool on_int64(std::int64_t, string_view part, error_code&) {
    return add_text(ClaimValue::Kind::number, part);
  }
  bool on_uint64(std::uint64_t, string_view part, error_code&) {
    return add_text(ClaimValue::Kind::number, part);
  }
  bool on_double(double, string_view part, error_code&) { return add_text(ClaimValue::Kind::number, part); }
  bool on_bool(bool truth, error_code&) {
    ClaimValue value;
    value.kind = ClaimValue::Kind::boolean;
    value.boolean = truth;
    return add(std::move(value));
  }
  bool on_null(error_code&) { return add({}); }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

  ClaimValue take() { return std::move(root_); }

 private:
  /// An array or object whose end has not come yet, and the name of the member that is being read.
  struct Open {
    ClaimValue value;
    std::string name;
  };

  bool keep(string_view part) {
    part_.append(part.data(), part.size());
    return true;
  }
  bool open(ClaimValue::Kind kind) {
    open_.emplace_back().value.kind = kind;
    return true;
  }
  bool close() {
    ClaimValue value = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(value));
  }
  bool add_text(ClaimValue::Kind kind, string_view part) {
    keep(part);
    ClaimValue value;
    value.kind = kind;
    value.text = std::exchange(part_, {});
    return add(std::move(value));
  }
  bool add(ClaimValue value) {
    if (open_.empty())
      root_ = std::move(value);
    else if (open_.back().value.kind == ClaimValue::Kind::array)
      open_.back().value.items.push_back(std::move(value));
    else
      open_.back().value.members.emplace(std::move(open_.back().name), std::move(value));
    return true;
  }

  std::vector<Open> open_;
  std::string part_;
  ClaimValue root_;
};

}  // namespace

std::optional<ClaimValue> read_claims(std::string_view json) {
  boost::json::parse_options options;
  options.max_depth = deepest_nesting;
  boost::json::basic_parser<TreeBuilder> parser(options);
  error_code problem;
  const std::size_t read = parser.write_some(false, json.data(), json.size(), problem);
  if (problem || read != json.size()) return std::nullopt;
  ClaimValue value = parser.handler().take();
  if (value.kind != ClaimValue::Kind::object) return std::nullopt;
  return value;
}

}  // namespace marque::identity
