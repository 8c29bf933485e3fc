#include "http/chunked.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace marque::http {
namespace {

constexpr std::size_t size_digits_limit = 15;        // below 2^60: sums of sizes cannot overflow
constexpr std::size_t extension_bytes_limit = 1024;  // nobody sends extensions but attackers
constexpr std::size_t trailer_bytes_limit = 8192;

int hexadecimal_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

/// Control characters but the tab.
bool control(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return (byte < 0x20 && letter != '\t') || byte == 0x7f;
}

}  // namespace

Result<ChunkDecoder::Step> ChunkDecoder::decode(std::string_view input, std::span<char> output) {
  Step step;
  while (step.consumed < input.size() && state_ != State::finished) {
    if (state_ == State::data) {
      const std::size_t room = output.size() - step.produced;
      const auto count =
          static_cast<std::size_t>(std::min<std::uint64_t>({left_, room, input.size() - step.consumed}));
      if (count == 0) break;
      std::memcpy(output.data() + step.produced, input.data() + step.consumed, count);
      step.consumed += count;
      step.produced += count;
      left_ -= count;
      if (left_ == 0) state_ = State::data_cr;
      continue;
    }
    if (const char* problem = take(input[step.consumed]))
      return fail(Error("http.bad_chunk", fmt::format("The chunked body is malformed: {}.", problem)));
    ++step.consumed;
  }
  return step;
}

const char* ChunkDecoder::take(char byte) {
  switch (state_) {
    case State::size: return take_size(byte);
    case State::extension:
      if (byte == '\r') return state_ = State::size_end, nullptr;
      if (control(byte)) return "a control character in a chunk extension";
      if (++line_bytes_ > extension_bytes_limit) return "a chunk extension is too long";
      return nullptr;
    case State::size_end:
      if (byte != '\n') return "a chunk size is not ended by CR LF";
      state_ = left_ > 0 ? State::data : State::trailer_start;
      digits_ = line_bytes_ = 0;
      return nullptr;
    case State::data_cr:
      if (byte != '\r') return "a chunk is longer than its size says";
      return state_ = State::data_lf, nullptr;
    case State::data_lf:
      if (byte != '\n') return "a chunk is not ended by CR LF";
      return state_ = State::size, nullptr;
    case State::trailer_start:
    case State::trailer: return take_trailer(byte);
    case State::trailer_lf:
      if (byte != '\n') return "a trailer line is not ended by CR LF";
      return state_ = State::trailer_start, nullptr;
    case State::last_lf:
      if (byte != '\n') return "the last line is not ended by CR LF";
      return state_ = State::finished, nullptr;
    case State::data:
    case State::finished: break;
  }
  return "bytes after the end";
}

const char* ChunkDecoder::take_size(char byte) {
  const int value = hexadecimal_value(byte);
  if (value >= 0) {
    if (++digits_ > size_digits_limit) return "a chunk size has too many digits";
    left_ = left_ * 16 + static_cast<std::uint64_t>(value);
    return nullptr;
  }
  if (digits_ == 0) return "a chunk size is missing";
  if (byte == '\r') return state_ = State::size_end, nullptr;
  if (byte == ';') return state_ = State::extension, nullptr;
  return "a chunk size holds something other than hexadecimal digits";
}

const char* ChunkDecoder::take_trailer(char byte) {
  const bool first = state_ == State::trailer_start;
  if (byte == '\r') return state_ = first ? State::last_lf : State::trailer_lf, nullptr;
  if (first && (byte == ' ' || byte == '\t' || byte == ':')) return "a trailer line has no name";
  if (control(byte)) return "a control character in a trailer";
  if (++line_bytes_ > trailer_bytes_limit) return "the trailers are too long";
  state_ = State::trailer;
  return nullptr;
}

}  // namespace marque::http
