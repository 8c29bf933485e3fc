// rest/csv_reader.hpp: CSV record by record (RFC 4180 with the peer's liberties).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace marque::rest {

/// What the peer's parser takes is taken, and what it refuses is refused in its words. A quoted field that
/// never ends is taken too, up to the last character but one.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {}

  /// The fields of one line into `fields`, whose memory is used again; the end of the line stays. Error:
  /// PGRST102.
  Result<void> read_record(std::vector<std::string>& fields);

  /// Steps over the end of a line. Error: PGRST102.
  Result<void> take_end_of_line();
  bool at_end() const { return position_ == text_.size(); }

  /// A refusal at the current position: "parse error (…) at …".
  std::unexpected<Error> refusal(std::string_view what) const;

 private:
  Result<void> read_field(std::string& field);
  Result<void> read_quoted(std::string& field);
  char next() const { return at_end() ? '\0' : text_[position_]; }

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace marque::rest
