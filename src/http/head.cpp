#include "http/head.hpp"

#include <algorithm>
#include <charconv>

#include <boost/beast/http/basic_parser.hpp>
#include <fmt/format.h>

namespace marque::http {
namespace {

namespace beast = boost::beast;

Error bad_framing(std::string message) {
  return Error("http.bad_framing", std::move(message))
      .with_hint("Send either one Content-Length or \"Transfer-Encoding: chunked\".");
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

/// Takes Beast's callbacks and applies the rules that Beast is too kind for.
class HeadReader final : public beast::http::basic_parser<true> {
 public:
  explicit HeadReader(RequestHead& head) : head_(head) {}

  /// Our own verdict, which comes before Beast's.
  std::optional<Error>& problem() { return problem_; }
  std::size_t hosts() const { return hosts_; }

 private:
  using ErrorCode = beast::error_code;
  using Text = beast::string_view;

  void refuse(Error error, ErrorCode& code) {
    if (!problem_) problem_ = std::move(error);
    code = beast::http::error::bad_value;
  }

  void on_request_impl(beast::http::verb, Text method, Text target, int version, ErrorCode& code) override {
    head_.method_text.assign(view(method));
    head_.method = method_named(head_.method_text);
    head_.target.assign(view(target));
    head_.minor_version = version == 10 ? 0 : 1;
    if (version == 10 || version == 11) return;
    refuse(Error("http.version_not_supported", "Only HTTP/1.1 and HTTP/1.0 are spoken here."), code);
  }

  void on_field_impl(beast::http::field field, Text name, Text value, ErrorCode& code) override {
    head_.headers.add(view(name), view(value));
    switch (field) {
      case beast::http::field::host: return take_host(view(value), code);
      case beast::http::field::content_length: return take_length(view(value), code);
      case beast::http::field::transfer_encoding: return take_encoding(view(value), code);
      case beast::http::field::expect: return take_expect(view(value), code);
      default: return;
    }
  }

  void take_host(std::string_view value, ErrorCode& code) {
    if (++hosts_ > 1) return refuse(Error("http.bad_host", "The request has several Host headers."), code);
    head_.host.assign(value);
  }

  void take_length(std::string_view value, ErrorCode& code) {
    if (++lengths_ > 1) return refuse(bad_framing("The request has several Content-Length headers."), code);
    if (encodings_ > 0) return refuse(both_framings(), code);
    const auto [end, failure] = std::from_chars(value.begin(), value.end(), head_.content_length);
    const bool digits_only = !value.empty() && value.find_first_not_of("0123456789") == value.npos;
    if (!digits_only || failure != std::errc() || end != value.end())
      return refuse(bad_framing("Content-Length is not a number."), code);
    head_.framing = BodyFraming::content_length;
  }

  void take_encoding(std::string_view value, ErrorCode& code) {
    if (lengths_ > 0) return refuse(both_framings(), code);
    if (++encodings_ > 1)
      return refuse(bad_framing("The request has several Transfer-Encoding headers."), code);
    if (head_.minor_version == 0) return refuse(bad_framing("HTTP/1.0 knows no Transfer-Encoding."), code);
    if (!equal_without_case(value, "chunked"))
      return refuse(Error("http.transfer_encoding_not_supported",
                          "The only Transfer-Encoding that is understood is \"chunked\"."),
                    code);
    head_.framing = BodyFraming::chunked;
  }

  void take_expect(std::string_view value, ErrorCode& code) {
    if (head_.minor_version == 0) return;  // RFC 9110 §10.1.1: to be ignored
    if (!equal_without_case(value, "100-continue"))
      return refuse(
          Error("http.expectation_failed", "The only Expect that is understood is \"100-continue\"."), code);
    head_.expects_continue = true;
  }

  static Error both_framings() {
    return bad_framing("The request has both Content-Length and Transfer-Encoding.");
  }

  void on_header_impl(ErrorCode&) override {}
  void on_finish_impl(ErrorCode&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, ErrorCode&) override {}
  std::size_t on_body_impl(Text, ErrorCode&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, Text, ErrorCode&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text, ErrorCode&) override { return 0; }
  void on_response_impl(int, Text, int, ErrorCode&) override {}

  RequestHead& head_;
  std::optional<Error> problem_;
  std::size_t hosts_ = 0, lengths_ = 0, encodings_ = 0;
};

/// Beast looks at Content-Length and Transfer-Encoding before our callback does, so its verdict is reworded.
Error worded(const beast::error_code& code) {
  using beast::http::error;
  const std::string detail = code.message();
  if (code == error::bad_content_length || code == error::bad_transfer_encoding ||
      code == error::multiple_content_length)
    return bad_framing("The headers that tell the body's length are malformed or contradict each other.")
        .with_detail(detail);
  if (code == error::bad_target)
    return Error("http.bad_target", "The request target is empty or holds forbidden characters.");
  if (code == error::bad_method || code == error::bad_version || code == error::need_more)
    return Error("http.bad_request_line", "The request line is malformed.").with_detail(detail);
  return Error("http.bad_header", "A request header is malformed.").with_detail(detail);
}

/// "HTTP/2.0" and the like: well-formed versions that Beast may refuse before it tells us which they are.
bool asks_for_other_version(std::string_view block) {
  const std::string_view line = block.substr(0, block.find('\r'));
  const std::size_t at = line.rfind(" HTTP/");
  if (at == line.npos) return false;
  const std::string_view version = line.substr(at + 6);
  const auto digit = [](char letter) { return letter >= '0' && letter <= '9'; };
  return version.size() == 3 && digit(version[0]) && version[1] == '.' && digit(version[2]) &&
         version != "1.0" && version != "1.1";
}

}  // namespace

Result<void> read_head_block(std::string_view block, RequestHead& head) {
  if (asks_for_other_version(block))
    return fail("http.version_not_supported", "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
  HeadReader reader(head);
  // Limits were kept by our caller; Beast's own default is lower.
  reader.header_limit(static_cast<std::uint32_t>(block.size() + 1));
  reader.body_limit(boost::none);
  beast::error_code code;
  reader.put(boost::asio::const_buffer(block.data(), block.size()), code);
  if (reader.problem()) return fail(std::move(*reader.problem()));
  if (code) return fail(worded(code));
  if (!reader.is_header_done()) return fail("http.bad_header", "The request's head is malformed.");
  if (head.minor_version == 1 && reader.hosts() == 0)
    return fail(
        Error("http.bad_host", "The request has no Host header.").with_hint("HTTP/1.1 requires one."));
  head.keep_alive = reader.keep_alive();
  return {};
}

}  // namespace marque::http
