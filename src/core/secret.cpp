#include "core/secret.hpp"

#include <openssl/crypto.h>

namespace marque::core {

bool equal_in_constant_time(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

bool Secret::equals(std::string_view other) const { return equal_in_constant_time(text_, other); }

}  // namespace marque::core
