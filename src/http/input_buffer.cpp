#include "http/input_buffer.hpp"

#include <cstring>

namespace marque::http {

void InputBuffer::consume(std::size_t count) {
  begin_ += count;
  if (begin_ == end_) begin_ = end_ = 0;
}

std::span<char> InputBuffer::room() {
  constexpr std::size_t least_room_bytes = 1024;
  if (empty() && capacity_ != small_bytes) {
    move_to(small_bytes);
  } else if (capacity_ - end_ < least_room_bytes) {
    const bool half_free = begin_ >= capacity_ / 2;
    move_to(half_free ? capacity_ : capacity_ * 2);
  }
  return {bytes_.get() + end_, capacity_ - end_};
}

void InputBuffer::move_to(std::size_t capacity) {
  const std::size_t count = end_ - begin_;
  if (capacity == capacity_) {
    std::memmove(bytes_.get(), bytes_.get() + begin_, count);
  } else {
    auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
    if (count > 0) std::memcpy(bytes.get(), bytes_.get() + begin_, count);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }
  begin_ = 0;
  end_ = count;
}

}  // namespace marque::http
