// http/chunked.hpp: the chunked transfer coding (RFC 9112 §7.1), as a state machine over single bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/error.hpp"

namespace marque::http {

/// Decodes one chunked body. Chunk extensions and trailers are checked for form and thrown away.
class ChunkDecoder {
 public:
  struct Step {
    std::size_t consumed = 0;
    std::size_t produced = 0;
  };

  /// Takes as much of `input` as it needs and `output` has room for. Error: http.bad_chunk.
  Result<Step> decode(std::string_view input, std::span<char> output);
  bool finished() const { return state_ == State::finished; }
  void reset() { *this = ChunkDecoder(); }

 private:
  enum class State : std::uint8_t {
    size,           ///< hexadecimal digits
    extension,      ///< after ';', up to CR
    size_end,       ///< the LF after a size line
    data,           ///<
    data_cr,        ///< the CR after the data
    data_lf,        ///< the LF after the data
    trailer_start,  ///< the first byte of a trailer line, or the CR of the last line
    trailer,        ///< within a trailer line
    trailer_lf,     ///< the LF after a trailer line
    last_lf,        ///< the LF that ends the body
    finished
  };

  const char* take(char byte);  ///< what is wrong with `byte`, or nullptr
  const char* take_size(char byte);
  const char* take_trailer(char byte);

  std::uint64_t left_ = 0;  ///< of the chunk that is being read
  std::size_t digits_ = 0;
  std::size_t line_bytes_ = 0;  ///< of the extensions of one line, or of all trailers
  State state_ = State::size;
};

}  // namespace marque::http
