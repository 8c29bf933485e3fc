#include <algorithm>
#include <ctime>

#include <unistd.h>

#include "core/log.hpp"
#include "http/connection.hpp"

namespace marque::http {
namespace {

// Large enough to make system calls rare, small enough to be many connections' at once.
constexpr std::size_t copy_step_bytes = 64 * kibibyte;
constexpr std::string_view last_chunk = "0\r\n\r\n";
constexpr std::string_view line_end = "\r\n";

iovec part_of(std::string_view text) { return {const_cast<char*>(text.data()), text.size()}; }

}  // namespace

/// Writes the answer's head into `output_`.
BodyPlan Connection::make_head(const Response& response) {
  output_.clear();
  const HeadContext context{.method = request_.method(),
                            .minor_version = request_.head.minor_version,
                            .keep_alive = !response.close,
                            .date = core_->date.at(std::time(nullptr)),
                            .server_name = core_->options.server_name,
                            .request_id = core_->options.request_id_header
                                              ? std::string_view(request_.request_id)
                                              : std::string_view()};
  return append_head(output_, response, context);
}

/// Head and body; false if the connection broke. `response.close` is set where only its end ends the body.
Task<bool> Connection::send(Response& response) {
  const BodyPlan plan = make_head(response);
  if (!plan.keep_alive) response.close = true;
  std::array<iovec, 2> parts{part_of(output_), iovec{}};
  std::size_t count = 1;
  if (plan.send) {
    if (const auto* text = std::get_if<std::string>(&response.body)) parts[count++] = part_of(*text);
    if (const auto* shared = std::get_if<SharedText>(&response.body)) parts[count++] = part_of(shared->text);
  }
  Parts rest(parts.data(), count);
  const Outcome outcome = write_now(rest, plan.send && std::holds_alternative<FileRange>(response.body));
  if (outcome == Outcome::closed) co_return false;
  if (!rest.empty()) {
    const bool written = co_await write_rest(rest);
    if (!written) co_return false;
  }
  if (!plan.send) co_return true;
  if (const auto* range = std::get_if<FileRange>(&response.body)) co_return co_await send_file(*range);
  if (const auto* source = std::get_if<std::unique_ptr<BodySource>>(&response.body))
    co_return co_await send_stream(**source, plan.chunked);
  co_return true;
}

/// One write of what is left of `parts`, which shrinks by what went.
Outcome Connection::write_now(Parts& parts, bool more_follows) {
  const Attempt attempt = transport_->try_write(parts, more_follows);
  sent_ += attempt.bytes;
  std::size_t gone = attempt.bytes;
  while (!parts.empty() && gone >= parts.front().iov_len) {
    gone -= parts.front().iov_len;
    parts = parts.subspan(1);
  }
  if (gone > 0)
    parts.front() = {static_cast<char*>(parts.front().iov_base) + gone, parts.front().iov_len - gone};
  return attempt.outcome;
}

/// Writes all of `parts`, waiting where the socket is full.
Task<bool> Connection::write_rest(Parts parts) {
  while (!parts.empty()) {
    const Outcome outcome = write_now(parts);
    if (outcome == Outcome::done) continue;
    wait_at_most(core_->limits().write_idle, Phase::writing);
    const bool again = co_await transport_->wait(outcome);
    if (!again) co_return false;
  }
  enter(Phase::writing);
  co_return true;
}

Task<bool> Connection::send_file(const FileRange& range) {
  if (!transport_->sends_files()) co_return co_await copy_file(range);
  std::uint64_t done = 0;
  while (done < range.length) {
    const Attempt attempt =
        transport_->try_send_file(range.file->get(), range.offset + done, range.length - done);
    done += attempt.bytes;
    sent_ += attempt.bytes;
    if (attempt.outcome == Outcome::closed) co_return false;
    // Also after a full step: waiting gives the other connections of this thread their turn.
    if (done == range.length) break;
    wait_at_most(core_->limits().write_idle, Phase::writing);
    const bool again = co_await transport_->wait(Outcome::wait_for_write);
    if (!again) co_return false;
  }
  enter(Phase::writing);
  co_return true;
}

/// The same through user space, since TLS must encrypt.
Task<bool> Connection::copy_file(const FileRange& range) {
  const auto buffer = std::make_unique_for_overwrite<char[]>(copy_step_bytes);
  for (std::uint64_t done = 0; done < range.length;) {
    const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(copy_step_bytes, range.length - done));
    const ssize_t count =
        ::pread(range.file->get(), buffer.get(), step, static_cast<off_t>(range.offset + done));
    if (count <= 0) co_return false;  // shorter than promised: only a broken connection tells the peer
    iovec part = part_of({buffer.get(), static_cast<std::size_t>(count)});
    const bool written = co_await write_rest(Parts(&part, 1));
    if (!written) co_return false;
    done += static_cast<std::uint64_t>(count);
  }
  co_return true;
}

Task<bool> Connection::send_stream(BodySource& source, bool chunked) {
  const auto buffer = std::make_unique_for_overwrite<char[]>(copy_step_bytes);
  const auto promised = source.length();
  for (std::uint64_t given = 0;;) {
    const auto count = co_await read_source(source, {buffer.get(), copy_step_bytes});
    if (!count) co_return false;
    given += *count;
    // Too much or too little for the Content-Length that went out: only a broken connection tells the peer.
    if (promised && given > *promised) co_return false;
    if (*count == 0 && !chunked) co_return given == promised.value_or(given);
    output_.clear();
    if (chunked && *count > 0) append_chunk_size(output_, *count);
    std::array<iovec, 3> parts{part_of(output_), part_of({buffer.get(), *count}), part_of(line_end)};
    if (*count == 0) parts[0] = part_of(last_chunk);
    const Parts all(parts);
    const Parts chunk = !chunked ? all.subspan(1, 1) : *count > 0 ? all : all.first(1);
    const bool written = co_await write_rest(chunk);
    if (!written) co_return false;
    if (*count == 0) co_return true;
  }
}

/// The next piece of a streamed answer. Nothing if it broke off: the status is sent already, so that only the
/// missing end of the body tells the peer.
Task<std::optional<std::size_t>> Connection::read_source(BodySource& source, std::span<char> into) {
  enter(Phase::handling);
  std::string problem = "the peer has gone";
  try {
    const auto count = co_await source.read(into);
    if (count && !request_.gone) co_return *count;
    if (!count) problem = count.error().message;
  } catch (const std::exception& error) {
    problem = error.what();
  }
  if (!request_.gone) request_.log().error("a streamed answer broke off", {{"error", problem}});
  co_return std::nullopt;
}

}  // namespace marque::http
