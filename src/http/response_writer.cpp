#include "http/response_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/log.hpp"

namespace marque::http {
namespace {

constexpr std::array<bool, 256> token_characters = [] {
  std::array<bool, 256> table{};
  for (int letter = 'a'; letter <= 'z'; ++letter) table[static_cast<std::size_t>(letter)] = true;
  for (int letter = 'A'; letter <= 'Z'; ++letter) table[static_cast<std::size_t>(letter)] = true;
  for (int digit = '0'; digit <= '9'; ++digit) table[static_cast<std::size_t>(digit)] = true;
  for (const char mark : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(mark)] = true;
  return table;
}();

bool token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char letter) {
    return token_characters[static_cast<unsigned char>(letter)];
  });
}

/// No control characters but the tab.
bool safe_value(std::string_view text) {
  return std::ranges::none_of(text, [](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return (byte < 0x20 && letter != '\t') || byte == 0x7f;
  });
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_number(std::string& out, std::uint64_t number, int base = 10) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
  out.append(digits.data(), end);
}

/// What the handler said about itself while its headers went by.
struct Seen {
  bool date = false;
  bool server = false;
  bool request_id = false;
  std::string_view content_length;
};

/// True for the headers that are the server's to write.
bool reserved(std::string_view name, std::string_view value, Seen& seen) {
  switch (name.size()) {  // most names are told apart by their size alone
    case 4: seen.date = seen.date || equal_without_case(name, "Date"); return false;
    case 6: seen.server = seen.server || equal_without_case(name, "Server"); return false;
    case 10: return equal_without_case(name, "Connection") || equal_without_case(name, "Keep-Alive");
    case 12: seen.request_id = seen.request_id || equal_without_case(name, "X-Request-Id"); return false;
    case 14:
      if (!equal_without_case(name, "Content-Length")) return false;
      seen.content_length = value;
      return true;
    case 17: return equal_without_case(name, "Transfer-Encoding");
    default: return false;
  }
}

Seen append_own_headers(std::string& out, const Response& response, std::string_view request_id) {
  Seen seen;
  for (const Header header : response.headers) {
    if (!token(header.name) || !safe_value(header.value)) [[unlikely]] {
      Log(std::string(request_id))
          .error("a response header was left out: it holds forbidden characters",
                 {{"header", token(header.name) ? header.name : "?"}});
      continue;
    }
    if (!reserved(header.name, header.value, seen)) append_header(out, header.name, header.value);
  }
  return seen;
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

/// The headers that tell where the body ends (RFC 9112 §6.3).
void append_framing(std::string& out, const Response& response, const HeadContext& context, const Seen& seen,
                    BodyPlan& plan) {
  if (response.status < 200 || response.status == 204 || response.status == 304) return;
  const auto length = body_length(response.body);
  if (context.method == Method::head && length == 0U && all_digits(seen.content_length)) {
    append_header(out, "Content-Length", seen.content_length);
  } else if (context.method == Method::head && length == 0U) {
    // What GET would answer has a length that nobody has told.
  } else if (length) {
    out.append("Content-Length: ");
    append_number(out, *length);
    out.append("\r\n");
  } else if (context.minor_version >= 1) {
    plan.chunked = true;
    append_header(out, "Transfer-Encoding", "chunked");
  } else {
    plan.keep_alive = false;  // HTTP/1.0: the end of the connection is the end of the body
  }
  plan.send = context.method != Method::head && length != 0U;
}

}  // namespace

std::string_view DateText::at(std::time_t now) {
  if (now != second_) {
    second_ = now;
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 40> text;
    // The C locale's English names are what RFC 9110 §5.6.7 asks for; the program never sets another locale.
    text_.assign(text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts));
  }
  return text_;
}

BodyPlan append_head(std::string& out, const Response& response, const HeadContext& context) {
  BodyPlan plan{.keep_alive = context.keep_alive && !response.close};
  const int status = response.status >= 100 && response.status <= 999 ? response.status : 500;
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::uint64_t>(status));
  const bool own_reason = !response.reason.empty() && safe_value(response.reason);
  out.append(" ").append(own_reason ? response.reason : status_reason(status)).append("\r\n");
  const Seen seen = append_own_headers(out, response, context.request_id);
  if (!seen.date) append_header(out, "Date", context.date);
  if (!seen.server && !context.server_name.empty()) append_header(out, "Server", context.server_name);
  if (!seen.request_id && !context.request_id.empty()) append_header(out, "X-Request-Id", context.request_id);
  append_framing(out, response, context, seen, plan);
  if (!plan.keep_alive)
    out.append("Connection: close\r\n");
  else if (context.minor_version == 0)
    out.append("Connection: keep-alive\r\n");
  out.append("\r\n");
  return plan;
}

void append_chunk_size(std::string& out, std::size_t size) {
  append_number(out, size, 16);
  out.append("\r\n");
}

}  // namespace marque::http
