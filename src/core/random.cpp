#include "core/random.hpp"

#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/random.h>

#include "core/encoding.hpp"

namespace marque::core {
namespace {

class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::getrandom(bytes.data(), bytes.size(), 0);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) throw std::runtime_error("the operating system gives no random bytes (getrandom)");
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }
};

}  // namespace

Random& system_random() {
  static SystemRandom random;
  return random;
}

// SplitMix64: tiny, and every seed gives a full-period sequence.
void SeededRandom::fill(std::span<std::byte> bytes) {
  for (std::byte& byte : bytes) {
    std::uint64_t mixed = (state_ += 0x9E3779B97F4A7C15ULL);
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    byte = static_cast<std::byte>((mixed ^ (mixed >> 31U)) & 0xFFU);
  }
}

std::string new_uuid(Random& random) {
  std::array<std::byte, 16> bytes{};
  random.fill(bytes);
  bytes[6] = (bytes[6] & std::byte{0x0F}) | std::byte{0x40};
  bytes[8] = (bytes[8] & std::byte{0x3F}) | std::byte{0x80};
  const std::string hex = to_hex(bytes);
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20));
}

std::string random_text(std::size_t length, Random& random) {
  std::string bytes((length * 3 + 3) / 4, '\0');
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return to_base64url(bytes).substr(0, length);
}

}  // namespace marque::core
