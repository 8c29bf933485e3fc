// http/input_buffer.hpp: received bytes that are not consumed yet; internal to the room.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace marque::http {

/// A flat buffer that grows when a head needs it and goes back to its small size when it is empty.
class InputBuffer {
 public:
  static constexpr std::size_t small_bytes = 8192;

  std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  void consume(std::size_t count);
  /// Free space behind the content, at least one byte; views are void afterwards.
  std::span<char> room();
  /// `count` bytes were written to the front of `room()`.
  void filled(std::size_t count) { end_ += count; }

 private:
  void move_to(std::size_t capacity);

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace marque::http
