#include "query/hash_order.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace marque::query {
namespace {

static_assert(std::endian::native == std::endian::little, "the words below are read as they lie in memory");

constexpr std::uint64_t prime_1 = 0x9E3779B185EBCA87;
constexpr std::uint64_t prime_2 = 0xC2B2AE3D27D4EB4F;
constexpr std::uint64_t prime_3 = 0x165667B19E3779F9;
constexpr std::uint64_t mix_prime_1 = 0x165667919E3779F9;
constexpr std::uint64_t mix_prime_2 = 0x9FB21C651E98DF25;
constexpr std::uint64_t default_salt = 14695981039346656037U;

// XXH3's default secret: its first 128 bytes, as words.
constexpr std::array<std::uint64_t, 16> secret_words{
    0xbe4ba423396cfeb8, 0x1cad21f72c81017c, 0xdb979083e96dd4de, 0x1f67b3b7a4a44072,
    0x78e5c0cc4ee679cb, 0x2172ffcc7dd05a82, 0x8e2443f7744608b8, 0x4c263a81e69035e0,
    0xcb00c391bb52283c, 0xa32e531b8b65d088, 0x4ef90da297486471, 0xd8acdea946ef1938,
    0x3f349ce33f76faa8, 0x1d4f0bc7c7bbdcf9, 0x3159b4cd4be0518a, 0x647378d9c97e9fc8};

template <class Word>
Word word_at(std::string_view text, std::size_t position) {
  Word word;
  std::memcpy(&word, text.data() + position, sizeof word);
  return word;
}

std::uint64_t multiply_and_fold(std::uint64_t left, std::uint64_t right) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = Wide{left} * right;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t swap_bytes(std::uint64_t word) { return __builtin_bswap64(word); }

std::uint64_t spread_bits(std::uint64_t hash) {
  hash = (hash ^ (hash >> 37)) * mix_prime_1;
  return hash ^ (hash >> 32);
}

std::uint64_t spread_bits_of_few(std::uint64_t hash) {
  hash = (hash ^ (hash >> 33)) * prime_2;
  hash = (hash ^ (hash >> 29)) * prime_3;
  return hash ^ (hash >> 32);
}

std::uint64_t hash_up_to_3(std::string_view text, std::uint64_t seed) {
  const auto byte = [&text](std::size_t position) { return static_cast<unsigned char>(text[position]); };
  const std::uint32_t combined = std::uint32_t{byte(0)} << 16 | std::uint32_t{byte(text.size() >> 1)} << 24 |
                                 std::uint32_t{byte(text.size() - 1)} |
                                 static_cast<std::uint32_t>(text.size() << 8);
  const std::uint64_t secret = static_cast<std::uint32_t>(secret_words[0]) ^ (secret_words[0] >> 32);
  return spread_bits_of_few(combined ^ (secret + seed));
}

std::uint64_t hash_up_to_8(std::string_view text, std::uint64_t seed) {
  seed ^= swap_bytes(seed << 32) << 32;
  const std::uint64_t words =
      word_at<std::uint32_t>(text, text.size() - 4) + (std::uint64_t{word_at<std::uint32_t>(text, 0)} << 32);
  std::uint64_t hash = words ^ ((secret_words[1] ^ secret_words[2]) - seed);
  hash ^= std::rotl(hash, 49) ^ std::rotl(hash, 24);
  hash *= mix_prime_2;
  hash ^= (hash >> 35) + text.size();
  hash *= mix_prime_2;
  return hash ^ (hash >> 28);
}

std::uint64_t hash_up_to_16(std::string_view text, std::uint64_t seed) {
  const std::uint64_t low = word_at<std::uint64_t>(text, 0) ^ ((secret_words[3] ^ secret_words[4]) + seed);
  const std::uint64_t high =
      word_at<std::uint64_t>(text, text.size() - 8) ^ ((secret_words[5] ^ secret_words[6]) - seed);
  return spread_bits(text.size() + swap_bytes(low) + high + multiply_and_fold(low, high));
}

/// Sixteen bytes of the text with sixteen of the secret.
std::uint64_t mix(std::string_view text, std::size_t position, std::size_t secret_word, std::uint64_t seed) {
  return multiply_and_fold(
      word_at<std::uint64_t>(text, position) ^ (secret_words[secret_word] + seed),
      word_at<std::uint64_t>(text, position + 8) ^ (secret_words[secret_word + 1] - seed));
}

/// From both ends inwards. What is longer than 128 bytes is no name that PostgreSQL has; its middle is
/// skipped.
std::uint64_t hash_long(std::string_view text, std::uint64_t seed) {
  std::uint64_t sum = text.size() * prime_1;
  const std::size_t steps = text.size() > 128 ? 4 : (text.size() + 31) / 32;
  for (std::size_t step = 0; step < steps; ++step) {
    sum += mix(text, 16 * step, 4 * step, seed);
    sum += mix(text, text.size() - 16 * (step + 1), 4 * step + 2, seed);
  }
  return spread_bits(sum);
}

std::uint64_t xxh3(std::string_view text, std::uint64_t seed) {
  if (text.size() > 16) return hash_long(text, seed);
  if (text.size() > 8) return hash_up_to_16(text, seed);
  if (text.size() >= 4) return hash_up_to_8(text, seed);
  if (!text.empty()) return hash_up_to_3(text, seed);
  return spread_bits_of_few(seed ^ secret_words[7] ^ secret_words[8]);
}

std::uint64_t salted_with_number(std::uint64_t salt, std::uint64_t number) {
  std::uint64_t hash = swap_bytes(number) + salt + multiply_and_fold(salt, number);
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
  return hash ^ (hash >> 33);
}

std::uint64_t salted(std::uint64_t salt, std::string_view text) {
  return xxh3(text, salted_with_number(salt, text.size()));
}

}  // namespace

std::uint64_t hash_text(std::string_view text) { return xxh3(text, 0); }

std::uint64_t hash_name(const pg::QualifiedName& name) {
  return salted(salted(default_salt, name.schema), name.name);
}

std::uint64_t hash_relationship_key(const pg::RelationshipKey& key) {
  return salted(hash_name(key.relation), key.foreign_schema);
}

std::uint64_t hash_map_rank(std::uint64_t hash) {
  constexpr int bits = 5;
  std::uint64_t rank = 0;
  for (int level = 0; level < 12; ++level, hash >>= bits) rank = rank << bits | (hash & 31U);
  return rank << 4 | hash;
}

}  // namespace marque::query
