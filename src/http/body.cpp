#include "http/body.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace marque::http {
namespace {

constexpr std::size_t read_step_bytes = 16 * 1024;

std::optional<std::uint64_t> length_of(const std::string& text) { return text.size(); }
std::optional<std::uint64_t> length_of(const SharedText& shared) { return shared.text.size(); }
std::optional<std::uint64_t> length_of(const FileRange& range) { return range.length; }
std::optional<std::uint64_t> length_of(const std::unique_ptr<BodySource>& source) {
  return source ? source->length() : 0;
}

}  // namespace

Task<Result<std::size_t>> TextSource::read(std::span<char> into) {
  const std::size_t count = std::min(into.size(), text_.size() - given_);
  std::memcpy(into.data(), text_.data() + given_, count);
  given_ += count;
  co_return count;
}

Error body_too_large(std::uint64_t limit) {
  return Error("http.body_too_large", fmt::format("The request's body is larger than {} bytes.", limit))
      .with_hint("Send less at once, or raise the limit of this route.");
}

Task<Result<std::string>> read_all(BodySource& source, std::uint64_t limit) {
  std::string text;
  const auto expected = source.length();
  if (expected && *expected > limit) co_return fail(body_too_large(limit));
  while (true) {
    // A length that the peer only announces must not make us allocate more than one step ahead of the bytes.
    const std::size_t missing =
        expected ? static_cast<std::size_t>(*expected - std::min<std::uint64_t>(*expected, text.size()))
                 : read_step_bytes;
    const std::size_t had = text.size();
    text.resize(had + std::clamp<std::size_t>(missing, 1, std::max(had, read_step_bytes)));
    const auto got = co_await source.read(std::span(text).subspan(had));
    if (!got) co_return fail(got.error());
    text.resize(had + *got);
    if (*got == 0) co_return text;
    if (text.size() > limit) co_return fail(body_too_large(limit));
  }
}

std::optional<std::uint64_t> body_length(const Body& body) {
  return std::visit([](const auto& shape) { return length_of(shape); }, body);
}

}  // namespace marque::http
