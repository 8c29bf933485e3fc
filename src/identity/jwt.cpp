#include "identity/jwt.hpp"

#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "core/encoding.hpp"

namespace marque::identity {

std::string hmac_sha256(const Secret& key, std::string_view message) {
  std::string digest(32, '\0');
  unsigned length = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  const auto* done = HMAC(EVP_sha256(), key.reveal().data(), static_cast<int>(key.reveal().size()), bytes,
                          message.size(), reinterpret_cast<unsigned char*>(digest.data()), &length);
  if (done == nullptr || length != digest.size())
    throw std::runtime_error("OpenSSL cannot compute HMAC-SHA-256");
  return digest;
}

std::string sign_hs256(const Secret& key, std::string_view claims) {
  std::string token = core::to_base64url(R"({"alg":"HS256","typ":"JWT"})");
  token += '.';
  token += core::to_base64url(claims);
  const std::string signature = hmac_sha256(key, token);
  token += '.';
  token += core::to_base64url(signature);
  return token;
}

}  // namespace marque::identity
