// Handlers that several tests use.
#pragma once

#include <atomic>
#include <numeric>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>

#include "http/error.hpp"
#include "test_server.hpp"

namespace marque::http {

inline Task<Response> hello(Request&) { co_return text_response(200, "text/plain", "hello"); }

/// The body, read at once.
inline Task<Response> echo(Request& request) {
  auto body = co_await request.read_all();
  if (!body) co_return error_response(body.error());
  co_return text_response(200, "text/plain", std::move(*body));
}

/// The number of bytes in the body, read piece by piece.
inline Task<Response> count_bytes(Request& request) {
  std::size_t total = 0;
  char piece[1000];
  while (true) {
    const auto count = co_await request.body().read(piece);
    if (!count) co_return error_response(count.error());
    if (*count == 0) break;
    total += *count;
  }
  co_return text_response(200, "text/plain", std::to_string(total));
}

/// Answers after the number of milliseconds that the query names.
inline Task<Response> slow(Request& request) {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor);
  timer.expires_after(std::chrono::milliseconds(std::stoi(std::string(request.query()))));
  co_await timer.async_wait(boost::asio::use_awaitable);
  co_return text_response(200, "text/plain", "waited");
}

/// The text of so many bytes that tests send and expect: 0123456789…
inline std::string digits(std::size_t size) {
  std::string text(size, '0');
  for (std::size_t index = 0; index < size; ++index) text[index] = static_cast<char>('0' + index % 10);
  return text;
}

inline std::string post(std::string_view path, std::string_view body, std::string_view headers = "") {
  return std::string("POST ")
      .append(path)
      .append(" HTTP/1.1\r\nHost: a\r\n")
      .append(headers)
      .append("Content-Length: ")
      .append(std::to_string(body.size()))
      .append("\r\n\r\n")
      .append(body);
}
inline std::string get(std::string_view path, std::string_view headers = "") {
  return std::string("GET ").append(path).append(" HTTP/1.1\r\nHost: a\r\n").append(headers).append("\r\n");
}
inline std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

}  // namespace marque::http
