// core/random.hpp: randomness behind a small interface, so that a test can replay it from a seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace marque::core {

/// A source of random bytes.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;
};

/// The operating system's generator, fit for keys and tokens. Ends the process if the system has none.
Random& system_random();

/// A repeatable sequence for tests; never for secrets.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::byte> bytes) override;

 private:
  std::uint64_t state_;
};

/// A version 4 UUID in its usual spelling (RFC 9562 §5.4).
std::string new_uuid(Random& random = system_random());

/// A text of `length` characters out of A–Z a–z 0–9 - _, six bits of randomness each.
std::string random_text(std::size_t length, Random& random = system_random());

}  // namespace marque::core
