#include "http/parser.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "http/head.hpp"

namespace marque::http {
namespace {

// Around the target in a request line: a method of at most 32 bytes, " HTTP/1.1", CR LF.
constexpr std::size_t request_line_margin_bytes = 64;

Error target_too_long(std::size_t limit) {
  return Error("http.target_too_long", fmt::format("The request target is longer than {} bytes.", limit))
      .with_hint("Put long lists of values into a request body, for example of an rpc call.");
}

Error header_too_large(std::size_t limit) {
  return Error("http.header_too_large", fmt::format("The request's headers are larger than {} bytes.", limit))
      .with_hint("Send fewer or shorter headers; large cookies are the usual reason.");
}

/// A token character (RFC 9110 §5.6.2) can begin a request line; nothing else can.
bool begins_request(char letter) {
  return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
         (letter >= '0' && letter <= '9') || std::strchr("!#$%&'*+-.^_`|~", letter) != nullptr;
}

}  // namespace

Result<std::size_t> Parser::read_head(std::string_view input, RequestHead& head) {
  // RFC 9112 §2.2: one empty line before the request is forgiven; old clients send it after a form.
  const std::size_t skipped = input.starts_with("\r\n") ? 2 : 0;
  if (input == "\r") return 0;
  const std::string_view rest = input.substr(skipped);
  const auto end = find_end(rest);
  if (!end || *end == 0) return end;

  line_at_ = searched_ = block_at_ = lines_ = 0;
  head.clear();
  if (auto read = read_head_block(rest.substr(0, *end), head); !read) return fail(read.error());
  if (head.target.size() > limits_->target_bytes) return fail(target_too_long(limits_->target_bytes));
  if (auto resolved = resolve_target(head); !resolved) return fail(resolved.error());
  framing_ = head.framing;
  missing_ = head.content_length;
  chunks_.reset();
  return skipped + *end;
}

/// The end of the head in `input`, going through it line by line; 0 if it is not there yet.
Result<std::size_t> Parser::find_end(std::string_view input) {
  if (input.empty()) return 0;
  if (!begins_request(input[0]) || input[0] == '\0')
    return fail("http.bad_request_line", "The bytes received are not an HTTP request.");
  while (true) {
    const std::size_t feed = input.find('\n', searched_);
    const std::size_t end = feed == input.npos ? input.size() : feed + 1;
    if (block_at_ == 0 && end > limits_->target_bytes + request_line_margin_bytes)
      return fail(target_too_long(limits_->target_bytes));
    if (block_at_ != 0 && end - block_at_ > limits_->header_block_bytes)
      return fail(header_too_large(limits_->header_block_bytes));
    if (feed == input.npos) return searched_ = input.size(), 0;

    if (auto checked = check_line(input.substr(line_at_, feed - line_at_), end); !checked)
      return fail(checked.error());
    const bool last = feed - line_at_ == 1;
    line_at_ = searched_ = end;
    if (last) return end;
  }
}

/// `line` without its LF, which ends at `end`.
Result<void> Parser::check_line(std::string_view line, std::size_t end) {
  if (!line.ends_with('\r') || line.find('\r') != line.size() - 1)
    return fail("http.bad_header", "A line of the request is not ended by CR LF.");
  if (block_at_ == 0) {
    if (line.size() == 1) return fail("http.bad_request_line", "The request line is empty.");
    block_at_ = end;
    return {};
  }
  if (line.starts_with(' ') || line.starts_with('\t'))
    return fail("http.bad_header", "A header line is folded, which HTTP no longer allows.");
  if (line.size() > 1 && ++lines_ > limits_->header_count)
    return fail(Error("http.header_too_large",
                      fmt::format("The request has more than {} headers.", limits_->header_count)));
  return {};
}

Result<BodyStep> Parser::read_body(std::string_view input, std::span<char> output) {
  if (framing_ == BodyFraming::chunked) {
    const auto step = chunks_.decode(input, output);
    if (!step) return fail(step.error());
    return BodyStep{step->consumed, step->produced};
  }
  const auto count =
      static_cast<std::size_t>(std::min<std::uint64_t>({missing_, input.size(), output.size()}));
  std::memcpy(output.data(), input.data(), count);
  missing_ -= count;
  return BodyStep{count, count};
}

bool Parser::finished() const {
  return framing_ == BodyFraming::chunked ? chunks_.finished() : missing_ == 0;
}

}  // namespace marque::http
