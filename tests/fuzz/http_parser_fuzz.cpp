// Feeds arbitrary bytes to the request parser as a connection would, once whole and once in pieces, and
// demands that both come to the same requests, bodies and verdict. The first byte chooses how large the
// pieces are.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/error.hpp"
#include "http/parser.hpp"
#include "http/router.hpp"
#include "http/url.hpp"

namespace {

using namespace marque;

void demand(bool holds) {
  if (!holds) std::abort();
}

/// What a head must be once the parser has let it pass.
void check_head(const http::RequestHead& head) {
  const auto forbidden = [](char letter) {
    return static_cast<unsigned char>(letter) <= 0x20 || letter == 0x7f;
  };
  demand(std::ranges::none_of(head.target, forbidden));
  demand(head.path() == "*" || head.path().starts_with('/'));
  demand(head.minor_version == 0 || head.headers.get_all("host").size() == 1);
  demand(head.headers.get_all("content-length").size() + head.headers.get_all("transfer-encoding").size() <=
         1);
  demand((head.framing != http::BodyFraming::none) ==
         (head.headers.contains("content-length") || head.headers.contains("transfer-encoding")));
  for (const http::Header header : head.headers) {
    demand(!header.name.empty() && header.name.find_first_of(" \t:\r\n") == header.name.npos);
    demand(header.value.find_first_of(std::string_view("\r\n\0", 3)) == header.value.npos);
    demand(header.value.empty() || (header.value.front() != ' ' && header.value.back() != ' '));
  }
  for (const http::QueryParameter& parameter : http::split_query(head.query()))
    demand(http::percent_decode(parameter.value).has_value() ==
           !http::find_malformed_escape(parameter.value).has_value());
}

/// Everything that a connection which gets `bytes` in pieces of `piece` would see, as text.
std::string transcript(std::string_view bytes, std::size_t piece) {
  const http::Limits limits{.target_bytes = 200, .header_block_bytes = 600, .header_count = 10};
  http::Parser parser(limits);
  http::RequestHead head;
  std::string seen, waiting;
  std::array<char, 64> output;
  bool in_body = false;
  std::size_t body_at = 0;
  const auto take = [&]() -> bool {
    if (!in_body) {
      const auto size = parser.read_head(waiting, head);
      if (!size) return seen += "error " + size.error().code, false;
      if (*size == 0) return true;
      demand(*size <= waiting.size());
      waiting.erase(0, *size);
      check_head(head);
      seen += "head " + head.target + "\n";
      in_body = true;
      body_at = seen.size();
    }
    while (!parser.finished() && !waiting.empty()) {
      const auto step = parser.read_body(waiting, output);
      // How much of a body came before its error depends on the pieces; nobody uses it.
      if (!step) return seen.replace(body_at, seen.npos, "error " + step.error().code), false;
      demand(step->consumed > 0 && step->consumed <= waiting.size() && step->produced <= output.size());
      seen.append(output.data(), step->produced);
      waiting.erase(0, step->consumed);
    }
    in_body = !parser.finished();
    return true;
  };
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    waiting += bytes.substr(at, piece);
    std::size_t before = 0;
    do {
      before = waiting.size();
      if (!take()) return seen;
    } while (!waiting.empty() && waiting.size() < before);
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string whole = transcript(bytes, bytes.size());
  const std::string pieces = transcript(bytes, 1 + data[0] % 32);
  demand(whole == pieces);
  return 0;
}
