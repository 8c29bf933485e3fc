// core/encoding.hpp: hexadecimal and base64url (RFC 4648 §5, without padding, as JWTs use it).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace marque::core {

std::string to_hex(std::span<const std::byte> bytes);
std::string to_base64url(std::string_view bytes);

/// The bytes that `text` stands for; nothing if it holds a foreign character, padding, or stray bits.
std::optional<std::string> from_base64url(std::string_view text);

/// SHA-256 of `bytes`: 32 raw bytes.
std::string sha256(std::string_view bytes);

/// SHA-256 of `bytes` in lower-case hexadecimal.
std::string sha256_hex(std::string_view bytes);

}  // namespace marque::core
