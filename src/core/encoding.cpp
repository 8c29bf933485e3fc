#include "core/encoding.hpp"

#include <array>
#include <stdexcept>

#include <openssl/evp.h>

namespace marque::core {
namespace {

constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<signed char, 256> make_base64url_values() {
  std::array<signed char, 256> values{};
  values.fill(-1);
  for (std::size_t index = 0; index < base64url_alphabet.size(); ++index)
    values[static_cast<unsigned char>(base64url_alphabet[index])] = static_cast<signed char>(index);
  return values;
}
constexpr auto base64url_values = make_base64url_values();

}  // namespace

std::string to_hex(std::span<const std::byte> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::byte byte : bytes) {
    text += digits[std::to_integer<unsigned>(byte) >> 4U];
    text += digits[std::to_integer<unsigned>(byte) & 0x0FU];
  }
  return text;
}

std::string to_base64url(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  unsigned buffer = 0;
  unsigned bits = 0;
  for (const char byte : bytes) {
    buffer = (buffer << 8U) | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 6; bits -= 6) text += base64url_alphabet[(buffer >> (bits - 6)) & 0x3FU];
  }
  if (bits > 0) text += base64url_alphabet[(buffer << (6 - bits)) & 0x3FU];
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  unsigned buffer = 0;
  unsigned bits = 0;
  for (const char character : text) {
    const int value = base64url_values[static_cast<unsigned char>(character)];
    if (value < 0) return std::nullopt;
    buffer = (buffer << 6U) | static_cast<unsigned>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>((buffer >> bits) & 0xFFU);
  }
  const bool stray_bits = bits >= 6 || (buffer & ((1U << bits) - 1U)) != 0;
  if (stray_bits) return std::nullopt;
  return bytes;
}

std::string sha256(std::string_view bytes) {
  std::string digest(32, '\0');
  unsigned length = 0;
  const int ok = EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()),
                            &length, EVP_sha256(), nullptr);
  if (ok != 1 || length != digest.size()) throw std::runtime_error("OpenSSL cannot compute SHA-256");
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  const std::string digest = sha256(bytes);
  return to_hex(std::as_bytes(std::span(digest)));
}

}  // namespace marque::core
