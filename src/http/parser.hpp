// http/parser.hpp: bytes → request, without I/O. Strict: whatever two HTTP implementations could read
// differently (request smuggling, RFC 9112 §11.2) is an error here, not a guess.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/error.hpp"
#include "http/chunked.hpp"
#include "http/limits.hpp"
#include "http/message.hpp"

namespace marque::http {

/// What one step over a body did.
struct BodyStep {
  std::size_t consumed = 0;  ///< bytes of the input that are done with
  std::size_t produced = 0;  ///< bytes put into the output
};

/// Reads one request after the other from a connection's bytes. The grammar of the head is Boost.Beast's work
/// (behind http/head.hpp, the one place to change it); the limits, the rules against smuggling and the chunks
/// are ours. The result does not depend on where the network cut the bytes.
class Parser {
 public:
  explicit Parser(const Limits& limits) : limits_(&limits) {}

  /// Looks for a whole head at the beginning of `input`, which holds all bytes that came and were not
  /// consumed. Gives its size and fills `head`; 0 if more bytes are needed. After an error the connection is
  /// of no use any more: nobody knows where the next request begins.
  Result<std::size_t> read_head(std::string_view input, RequestHead& head);

  /// Decodes body bytes of `input` into `output`.
  Result<BodyStep> read_body(std::string_view input, std::span<char> output);

  /// Bytes of a body with Content-Length that went from the socket straight to the reader.
  void skip_body(std::uint64_t count) { missing_ -= count; }
  /// Of a body with Content-Length: what is still to come.
  std::uint64_t missing() const { return missing_; }
  BodyFraming framing() const { return framing_; }
  /// True once the last byte of the request, trailers included, is consumed.
  bool finished() const;

 private:
  Result<std::size_t> find_end(std::string_view input);
  Result<void> check_line(std::string_view line, std::size_t end);

  const Limits* limits_;
  // Where the search for the end of the head goes on when more bytes come, so that drip-fed heads stay
  // linear.
  std::size_t line_at_ = 0;
  std::size_t searched_ = 0;
  std::size_t block_at_ = 0;  ///< first byte after the request line; 0 while that is not complete
  std::size_t lines_ = 0;

  BodyFraming framing_ = BodyFraming::none;
  std::uint64_t missing_ = 0;
  ChunkDecoder chunks_;
};

}  // namespace marque::http
