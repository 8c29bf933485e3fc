// http/body.hpp: the bytes of a message: read piece by piece on the way in, one of four shapes on the way
// out.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/error.hpp"
#include "core/file_descriptor.hpp"
#include "core/task.hpp"

namespace marque::http {

/// Bytes that are pulled piece by piece: a request's body, or a response that is made while it is sent.
class BodySource {
 public:
  virtual ~BodySource() = default;

  /// Puts at least one byte into `into` and tells how many; 0 at the end, and from then on. After an error
  /// the source is spent: it gives the same error again. `into` must not be empty.
  virtual Task<Result<std::size_t>> read(std::span<char> into) = 0;

  /// The number of bytes in all, where it is known beforehand.
  virtual std::optional<std::uint64_t> length() const { return std::nullopt; }
};

/// A source over a text that it owns.
class TextSource final : public BodySource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  Task<Result<std::size_t>> read(std::span<char> into) override;
  std::optional<std::uint64_t> length() const override { return text_.size(); }

 private:
  std::string text_;
  std::size_t given_ = 0;
};

/// Everything that `source` still holds. Error: http.body_too_large once there are more than `limit` bytes.
Task<Result<std::string>> read_all(BodySource& source, std::uint64_t limit);

/// The refusal of a body larger than `limit`.
Error body_too_large(std::uint64_t limit);

/// A piece of a file, sent by the kernel (sendfile; copied through user space under TLS). The descriptor is
/// shared, so that a cache may hold it while it is sent.
struct FileRange {
  std::shared_ptr<const FileDescriptor> file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// Bytes that others own as well (a cached page, an embedded asset): `owner` keeps them alive.
struct SharedText {
  std::string_view text;
  std::shared_ptr<const void> owner;
};

/// A response's body: owned text (an empty one is no body), shared text, a piece of a file, or a stream. A
/// stream of unknown length goes out chunked.
using Body = std::variant<std::string, SharedText, FileRange, std::unique_ptr<BodySource>>;

/// The number of bytes, where it is known beforehand.
std::optional<std::uint64_t> body_length(const Body& body);

}  // namespace marque::http
