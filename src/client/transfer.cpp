#include "client/transfer.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "client/identity_headers.hpp"
#include "core/random.hpp"
#include "core/text.hpp"

namespace marque::client {
namespace {

template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
  curl_easy_setopt(handle, option, value);  // fails only for options that libcurl was built without
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(
      text, [](char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F; });
}

std::string_view code_of(CURLcode code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return "marque.bad_url";
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return "marque.unreachable";
    case CURLE_OPERATION_TIMEDOUT: return "marque.timeout";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION: return "marque.tls";
    default: return "marque.connection_lost";
  }
}

bool is_transient(CURLcode code) {
  if (code == CURLE_OK) return false;
  const std::string_view name = code_of(code);
  return name == "marque.unreachable" || name == "marque.connection_lost";
}

}  // namespace

double random_jitter() {
  std::array<std::byte, 2> bytes{};
  core::system_random().fill(bytes);
  return (std::to_integer<int>(bytes[0]) * 256 + std::to_integer<int>(bytes[1])) / 65535.0;
}

void count_retry(HttpRequest& request, int count) {
  set_header(request.headers, {"X-Retry-Count", std::to_string(count)});
}

CurlHandle open_handle() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  return CurlHandle(ready == CURLE_OK ? curl_easy_init() : nullptr);
}

Expected<void> check_request(const std::string& url, const HttpRequest& request) {
  if (has_control(url) || url.contains(' '))
    return failure("marque.bad_url", "the address holds blanks or control characters");
  for (const auto& [name, value] : request.headers)
    if (name.empty() || has_control(name) || name.contains(':') || has_control(value))
      return failure("marque.bad_value",
                     fmt::format("the header {} cannot be sent: it holds a control character", name));
  return {};
}

Transfer::Transfer(CURL* handle, const std::string& url, const HttpRequest& request,
                   const HttpOptions& options, std::chrono::milliseconds limit, const Transport::Sink* sink)
    : handle_(handle), sink_(sink), largest_body_(options.maximum_body_bytes) {
  curl_easy_reset(handle);
  set(handle, CURLOPT_URL, url.c_str());
  set(handle, CURLOPT_PATH_AS_IS, 1L);
  set(handle, CURLOPT_NOSIGNAL, 1L);
  set(handle, CURLOPT_TCP_KEEPALIVE, 1L);
  set(handle, CURLOPT_ACCEPT_ENCODING, "");
  set(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(handle, CURLOPT_ERRORBUFFER, fault_.data());
  set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(limit.count()));
  set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  if (sink != nullptr) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(options.stall_timeout);
    set(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(seconds.count()));
  }
  set_security(options);
  set_method(request);
  set_headers(request);
  set(handle, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(handle, CURLOPT_HEADERDATA, this);
  set(handle, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(handle, CURLOPT_WRITEDATA, this);
}

Transfer::~Transfer() {
  // The handle lives on, and libcurl may write to the buffer while it closes connections.
  set(handle_, CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
}

void Transfer::set_security(const HttpOptions& options) {
  set(handle_, CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle_, CURLOPT_FOLLOWLOCATION, 0L);
  set(handle_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(handle_, CURLOPT_SSL_VERIFYPEER, 1L);
  set(handle_, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options.certificate_file.empty()) set(handle_, CURLOPT_CAINFO, options.certificate_file.c_str());
}

void Transfer::set_method(const HttpRequest& request) {
  const bool has_body = !request.body.empty() || request.method == "POST";
  if (has_body) {
    // Read by a callback that cannot go back: libcurl must not send a body again by itself when a connection
    // that it kept open breaks, since the server may have done already what the body says.
    set(handle_, CURLOPT_POST, 1L);
    set(handle_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    unsent_ = request.body;
    set(handle_, CURLOPT_READFUNCTION, &Transfer::on_read);
    set(handle_, CURLOPT_READDATA, this);
  }
  if (request.method == "HEAD") {
    set(handle_, CURLOPT_NOBODY, 1L);
  } else if (request.method != (has_body ? "POST" : "GET")) {
    set(handle_, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

void Transfer::set_headers(const HttpRequest& request) {
  const auto add = [this](const std::string& line) {
    curl_slist* const longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer == nullptr) return;
    headers_.release();  // NOLINT(bugprone-unused-return-value): it is the front of the longer one
    headers_.reset(longer);
  };
  add("Expect:");        // no round trip before a body
  add("Content-Type:");  // none of libcurl's own; a later line with a value still counts
  for (const auto& [name, value] : request.headers) add(value.empty() ? name + ";" : name + ": " + value);
  set(handle_, CURLOPT_HTTPHEADER, headers_.get());
}

std::size_t Transfer::on_header(char* text, std::size_t size, std::size_t count, void* self) {
  static_cast<Transfer*>(self)->take_header({text, size * count});
  return size * count;
}

void Transfer::take_header(std::string_view line) {
  if (line.starts_with("HTTP/")) {  // also behind "100 Continue": what came before is not of the answer
    response_.headers.clear();
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == line.npos) return;
  response_.headers.push_back(
      {std::string(core::trim(line.substr(0, colon))), std::string(core::trim(line.substr(colon + 1)))});
}

std::size_t Transfer::on_read(char* room, std::size_t size, std::size_t count, void* self) {
  auto& unsent = static_cast<Transfer*>(self)->unsent_;
  const std::size_t length = unsent.copy(room, size * count);
  unsent.remove_prefix(length);
  return length;
}

std::size_t Transfer::on_body(char* text, std::size_t size, std::size_t count, void* self) {
  return static_cast<Transfer*>(self)->take_body({text, size * count}) ? size * count : 0;
}

bool Transfer::take_body(std::string_view piece) {
  long status = 0;
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
  if (sink_ == nullptr || status < 200 || status > 299) {
    too_large_ = response_.body.size() + piece.size() > largest_body_;
    if (!too_large_) response_.body += piece;
    return !too_large_;
  }
  delivered_ = true;
  try {
    stopped_ = !(*sink_)(piece);
  } catch (...) {  // it may not fly through libcurl, which is C
    exception_ = std::current_exception();
  }
  return !stopped_ && !exception_;
}

Expected<Response> Transfer::finish(CURLcode code) {
  if (exception_) std::rethrow_exception(exception_);
  long status = 0;
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
  transient_ = is_transient(code) && !too_large_;
  if (code != CURLE_OK && !stopped_) return std::unexpected(error_of(code));
  response_.status = static_cast<int>(status);
  return std::move(response_);
}

ApiError Transfer::error_of(CURLcode code) const {
  if (too_large_)
    return {"marque.answer_too_large", fmt::format("The answer is larger than {} bytes.", largest_body_), "",
            "", 0};
  const std::string_view words = fault_.c_str();
  return {std::string(code_of(code)), words.empty() ? curl_easy_strerror(code) : std::string(words), "", "",
          0};
}

Try Transfer::last_try(std::string_view method, int count, const Expected<Response>& answer,
                       std::chrono::milliseconds left) const {
  curl_off_t seconds = 0;
  curl_easy_getinfo(handle_, CURLINFO_RETRY_AFTER, &seconds);
  return {method, count, answer ? answer->status : 0, transient_, delivered_, std::chrono::seconds(seconds),
          left};
}

}  // namespace marque::client
