#include "identity/signature.hpp"

#include <memory>
#include <string>
#include <vector>

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include "core/secret.hpp"

namespace marque::identity {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Null for EdDSA, which hashes by itself.
const EVP_MD* digest_of(SignatureAlgorithm algorithm) {
  using enum SignatureAlgorithm;
  switch (algorithm) {
    case hs256:
    case rs256:
    case ps256:
    case es256: return EVP_sha256();
    case hs384:
    case rs384:
    case ps384:
    case es384: return EVP_sha384();
    case hs512:
    case rs512:
    case ps512:
    case es512: return EVP_sha512();
    case eddsa: break;
  }
  return nullptr;
}

KeyKind kind_for(SignatureAlgorithm algorithm) {
  using enum SignatureAlgorithm;
  switch (algorithm) {
    case hs256:
    case hs384:
    case hs512: return KeyKind::symmetric;
    case rs256:
    case rs384:
    case rs512:
    case ps256:
    case ps384:
    case ps512: return KeyKind::rsa;
    case es256: return KeyKind::p256;
    case es384: return KeyKind::p384;
    case es512: return KeyKind::p521;
    case eddsa: break;
  }
  return KeyKind::edwards;
}

bool is_pss(SignatureAlgorithm algorithm) {
  using enum SignatureAlgorithm;
  return algorithm == ps256 || algorithm == ps384 || algorithm == ps512;
}

bool verify_mac(const Secret& secret, const EVP_MD* digest, std::string_view message,
                std::string_view signature) {
  std::string mac(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  const std::string& key = secret.reveal();
  if (HMAC(digest, key.data(), static_cast<int>(key.size()), bytes_of(message), message.size(),
           reinterpret_cast<unsigned char*>(mac.data()), &length) == nullptr)
    return false;
  mac.resize(length);
  return core::equal_in_constant_time(mac, signature);
}

/// JWS joins r and s, each as long as the curve's numbers; OpenSSL wants DER. Empty if the length is another.
std::vector<unsigned char> to_der(std::string_view signature, std::size_t number_bytes) {
  if (signature.size() != 2 * number_bytes) return {};
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(ECDSA_SIG_new(), ECDSA_SIG_free);
  const auto length = static_cast<int>(number_bytes);
  BIGNUM* first = BN_bin2bn(bytes_of(signature), length, nullptr);
  BIGNUM* second = BN_bin2bn(bytes_of(signature) + number_bytes, length, nullptr);
  if (!pair || ECDSA_SIG_set0(pair.get(), first, second) != 1) {
    BN_free(first);
    BN_free(second);
    return {};
  }
  unsigned char* encoded = nullptr;
  const int encoded_length = i2d_ECDSA_SIG(pair.get(), &encoded);
  if (encoded_length <= 0) return {};
  std::vector<unsigned char> der(encoded, encoded + encoded_length);
  OPENSSL_free(encoded);
  return der;
}

std::size_t curve_number_bytes(KeyKind kind) {
  if (kind == KeyKind::p256) return 32;
  return kind == KeyKind::p384 ? 48 : 66;
}

bool set_pss_padding(EVP_PKEY_CTX* context) {
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) > 0 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) > 0;
}

bool verify_with_public_key(const JsonWebKey& key, SignatureAlgorithm algorithm, std::string_view message,
                            const unsigned char* signature, std::size_t length) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_PKEY_CTX* key_context = nullptr;  // belongs to `context`
  if (!context || EVP_DigestVerifyInit(context.get(), &key_context, digest_of(algorithm), nullptr,
                                       key.public_key.get()) != 1)
    return false;
  if (is_pss(algorithm) && !set_pss_padding(key_context)) return false;
  return EVP_DigestVerify(context.get(), signature, length, bytes_of(message), message.size()) == 1;
}

bool verify_asymmetric(const JsonWebKey& key, SignatureAlgorithm algorithm, std::string_view message,
                       std::string_view signature) {
  if (key.kind == KeyKind::rsa || key.kind == KeyKind::edwards)
    return verify_with_public_key(key, algorithm, message, bytes_of(signature), signature.size());
  const auto der = to_der(signature, curve_number_bytes(key.kind));
  return !der.empty() && verify_with_public_key(key, algorithm, message, der.data(), der.size());
}

}  // namespace

bool fits(const JsonWebKey& key, SignatureAlgorithm algorithm) {
  return !key.for_encryption && key.kind == kind_for(algorithm) &&
         key.algorithm.value_or(algorithm) == algorithm;
}

bool verify_signature(const JsonWebKey& key, SignatureAlgorithm algorithm, std::string_view message,
                      std::string_view signature) {
  if (key.kind == KeyKind::symmetric) return verify_mac(key.secret, digest_of(algorithm), message, signature);
  if (key.kind == KeyKind::unusable) return false;
  ERR_set_mark();  // a refused signature must not look like an error of the next TLS read of this thread
  const bool verified = verify_asymmetric(key, algorithm, message, signature);
  ERR_pop_to_mark();
  return verified;
}

}  // namespace marque::identity
