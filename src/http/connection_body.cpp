#include <algorithm>

#include "http/connection.hpp"

namespace marque::http {
namespace {

constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

std::optional<std::uint64_t> Connection::length() const {
  if (parser_.framing() == BodyFraming::chunked) return std::nullopt;
  return request_.head.content_length;
}

Task<Result<std::size_t>> Connection::read(std::span<char> into) {
  if (body_problem_) co_return fail(*body_problem_);
  const std::uint64_t limit = request_.largest_body;
  const auto announced = length();
  if ((announced && *announced > limit) || body_taken_ > limit) {
    body_problem_ = body_too_large(limit);
    co_return fail(*body_problem_);
  }
  // One byte beyond the limit is enough to know that a chunked body is too large.
  const std::uint64_t most = std::max(limit - body_taken_, limit - body_taken_ + 1);
  const std::span<char> window =
      into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), most)));
  auto count = co_await read_some(window);
  if (!count) {
    body_problem_ = count.error();
    co_return fail(*body_problem_);
  }
  body_taken_ += *count;
  if (body_taken_ <= limit) co_return *count;
  body_problem_ = body_too_large(limit);
  co_return fail(*body_problem_);
}

/// At least one byte of the body, decoded; 0 at its end.
Task<Result<std::size_t>> Connection::read_some(std::span<char> into) {
  if (continue_due_ && !parser_.finished()) {
    continue_due_ = false;
    if (input_.empty()) {
      const bool told = co_await send_continue();
      if (!told) co_return fail(body_ended());
    }
  }
  while (!parser_.finished()) {
    if (!input_.empty()) {
      const auto step = parser_.read_body(input_.view(), into);
      if (!step) co_return fail(step.error());
      input_.consume(step->consumed);
      if (step->produced > 0) co_return step->produced;
      continue;
    }
    // A body of known length goes from the socket straight to its reader; chunks must be decoded.
    const bool straight = parser_.framing() == BodyFraming::content_length;
    const std::span<char> room =
        straight
            ? into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), parser_.missing())))
            : input_.room();
    const std::size_t count = co_await receive(room);
    if (count == 0) co_return fail(body_ended());
    if (!straight) {
      input_.filled(count);
      continue;
    }
    parser_.skip_body(count);
    co_return count;
  }
  co_return std::size_t{0};
}

Task<bool> Connection::send_continue() {
  iovec part{const_cast<char*>(continue_line.data()), continue_line.size()};
  const bool sent = co_await write_rest(Parts(&part, 1));
  enter(Phase::handling);
  co_return sent;
}

/// Receives body bytes, within both deadlines: between two pieces, and by the least rate on average.
Task<std::size_t> Connection::receive(std::span<char> into) {
  const Limits& limits = core_->limits();
  const auto begun = core_->now();
  const auto earned =
      std::chrono::milliseconds(body_taken_ / std::max<std::size_t>(1, limits.body_bytes_per_second) * 1000);
  const auto left = limits.body_grace + earned - std::chrono::duration_cast<Limits::Duration>(body_waited_);
  wait_until(begun + std::min<Limits::Duration>(limits.body_idle, std::max(left, Limits::Duration(0))),
             Phase::body);
  const std::size_t count = co_await transport_->read(into);
  body_waited_ += core_->now() - begun;
  received_ += count;
  enter(Phase::handling);
  co_return count;
}

/// Why no more bytes of the body come.
Error Connection::body_ended() const {
  if (expired_)
    return Error("http.body_timeout", "The request's body did not arrive in time.")
        .with_hint("Send it faster, or in smaller requests.");
  return Error("http.body_incomplete", "The connection ended before the request's body was complete.");
}

/// Throws away what the handler left unread; false if that is too much.
Task<bool> Connection::drain() {
  std::array<char, 4096> scrap;
  for (std::uint64_t taken = 0; taken <= core_->limits().drain_bytes;) {
    const auto count = co_await read_some(scrap);
    if (!count) break;
    if (*count == 0) co_return true;
    taken += *count;
  }
  unread_ = true;
  co_return false;
}

}  // namespace marque::http
