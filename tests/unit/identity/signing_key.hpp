// A key made for a test, its public half as a JSON Web Key, and tokens signed with it.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include "core/encoding.hpp"

namespace marque::identity::test {

inline std::string number_bytes(const EVP_PKEY* key, const char* name, std::size_t least_bytes) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) throw std::runtime_error("no such number");
  const std::size_t length = std::max(least_bytes, static_cast<std::size_t>(BN_num_bytes(number)));
  std::string bytes(length, '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(length));
  BN_free(number);
  return bytes;
}

class SigningKey {
 public:
  static SigningKey rsa(std::size_t bits = 2048) {
    return {EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits), 0};
  }
  static SigningKey curve(const char* name) {
    const std::string_view curve = name;
    return {EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", name), curve == "P-256"   ? 32U
                                                             : curve == "P-384" ? 48U
                                                                                : 66U};
  }
  static SigningKey edwards(const char* name) { return {EVP_PKEY_Q_keygen(nullptr, nullptr, name), 0}; }

  /// `more` are further members: `,"kid":"a"`.
  std::string rsa_jwk(std::string_view more = {}) const {
    return fmt::format(R"({{"kty":"RSA","n":"{}","e":"{}"{}}})",
                       core::to_base64url(number_bytes(key_.get(), OSSL_PKEY_PARAM_RSA_N, 0)),
                       core::to_base64url(number_bytes(key_.get(), OSSL_PKEY_PARAM_RSA_E, 0)), more);
  }
  std::string curve_jwk(std::string_view curve, std::string_view more = {}) const {
    return fmt::format(R"({{"kty":"EC","crv":"{}","x":"{}","y":"{}"{}}})", curve,
                       core::to_base64url(number_bytes(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, curve_bytes_)),
                       core::to_base64url(number_bytes(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, curve_bytes_)),
                       more);
  }
  std::string edwards_jwk(std::string_view curve, std::string_view more = {}) const {
    std::size_t length = 57;
    std::string bytes(length, '\0');
    EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(bytes.data()), &length);
    return fmt::format(R"({{"kty":"OKP","crv":"{}","x":"{}"{}}})", curve,
                       core::to_base64url(std::string_view(bytes).substr(0, length)), more);
  }

  /// The signature as JWS has it; `digest` is null for EdDSA.
  std::string sign(std::string_view text, const EVP_MD* digest, bool pss = false) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_PKEY_CTX* key_context = nullptr;
    if (EVP_DigestSignInit(context.get(), &key_context, digest, nullptr, key_.get()) != 1)
      throw std::runtime_error("cannot sign");
    if (pss) {
      EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING);
      EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST);
    }
    std::size_t length = 1024;
    std::string signature(length, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size()) != 1)
      throw std::runtime_error("cannot sign");
    signature.resize(length);
    return curve_bytes_ == 0 ? signature : joined(signature);
  }

  std::string token(std::string_view header, std::string_view claims, const EVP_MD* digest,
                    bool pss = false) const {
    const std::string text = core::to_base64url(header) + '.' + core::to_base64url(claims);
    return text + '.' + core::to_base64url(sign(text, digest, pss));
  }

 private:
  SigningKey(EVP_PKEY* key, std::size_t curve_bytes) : key_(key, EVP_PKEY_free), curve_bytes_(curve_bytes) {
    if (key == nullptr) throw std::runtime_error("no key");
  }

  /// DER's two numbers, each in as many bytes as the curve needs.
  std::string joined(const std::string& der) const {
    const auto* begin = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(
        d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size())), ECDSA_SIG_free);
    std::string bytes(2 * curve_bytes_, '\0');
    auto* out = reinterpret_cast<unsigned char*>(bytes.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out, static_cast<int>(curve_bytes_));
    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out + curve_bytes_, static_cast<int>(curve_bytes_));
    return bytes;
  }

  std::shared_ptr<EVP_PKEY> key_;
  std::size_t curve_bytes_;
};

/// A token with any header, its MAC by `secret`.
inline std::string mac_token(std::string_view secret, std::string_view header, std::string_view claims,
                             const EVP_MD* digest = EVP_sha256()) {
  const std::string text = core::to_base64url(header) + '.' + core::to_base64url(claims);
  std::string mac(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  HMAC(digest, secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
       reinterpret_cast<unsigned char*>(mac.data()), &length);
  mac.resize(length);
  return text + '.' + core::to_base64url(mac);
}

}  // namespace marque::identity::test
