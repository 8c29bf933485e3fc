// TLS: a certificate that nobody vouches for is refused; one that the options name is not.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include "marque/marque.hpp"

namespace marque {
namespace {

template <auto function>
struct Free {
  void operator()(auto* object) const { function(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Free<::EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<::X509_free>>;

/// Self-signed, for "localhost".
Certificate certificate_for_localhost(EVP_PKEY* key) {
  Certificate certificate(::X509_new());
  ::X509_set_version(certificate.get(), 2);
  ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate.get()), 1);
  ::X509_gmtime_adj(::X509_getm_notBefore(certificate.get()), 0);
  ::X509_gmtime_adj(::X509_getm_notAfter(certificate.get()), 3600);
  ::X509_set_pubkey(certificate.get(), key);
  X509_NAME* const subject = ::X509_get_subject_name(certificate.get());
  ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  ::X509_set_issuer_name(certificate.get(), subject);
  const std::unique_ptr<X509_EXTENSION, Free<::X509_EXTENSION_free>> names(
      ::X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost"));
  ::X509_add_ext(certificate.get(), names.get(), -1);
  ::X509_sign(certificate.get(), key, ::EVP_sha256());
  return certificate;
}

/// Answers every request on every connection with an empty array, over TLS.
class TlsServer {
 public:
  TlsServer() : key_(::EVP_EC_gen("P-256")), certificate_(certificate_for_localhost(key_.get())) {
    ::SSL_CTX_use_certificate(context_.get(), certificate_.get());
    ::SSL_CTX_use_PrivateKey(context_.get(), key_.get());
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_, 8), 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~TlsServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  std::string url() const { return "https://localhost:" + std::to_string(port_); }

  /// The certificate as a PEM file.
  std::string write_certificate() const {
    const auto path =
        std::filesystem::temp_directory_path() / ("marque-tls-" + std::to_string(port_) + ".pem");
    std::FILE* const file = std::fopen(path.c_str(), "w");
    ::PEM_write_X509(file, certificate_.get());
    std::fclose(file);
    return path;
  }

 private:
  void serve() {
    while (true) {
      const int connection = ::accept(listener_, nullptr, nullptr);
      if (connection < 0) return;
      answer(connection);
      ::close(connection);
    }
  }

  void answer(int connection) {
    const std::unique_ptr<SSL, Free<::SSL_free>> session(::SSL_new(context_.get()));
    ::SSL_set_fd(session.get(), connection);
    if (::SSL_accept(session.get()) != 1) return;
    std::string request(4096, '\0');
    if (::SSL_read(session.get(), request.data(), static_cast<int>(request.size())) <= 0) return;
    constexpr std::string_view bytes = "HTTP/1.1 200 X\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]";
    ::SSL_write(session.get(), bytes.data(), static_cast<int>(bytes.size()));
    ::SSL_shutdown(session.get());
  }

  Key key_;
  Certificate certificate_;
  std::unique_ptr<SSL_CTX, Free<::SSL_CTX_free>> context_{::SSL_CTX_new(::TLS_server_method())};
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

TEST(HttpTransportTls, TrustsNobodyWhoIsNotVouchedFor) {
  const TlsServer server;
  const auto answer = Client(server.url(), "key").from("b").select().execute();
  EXPECT_EQ(answer.error().code, "marque.tls");
  EXPECT_EQ(answer.error().status, 0);
}

TEST(HttpTransportTls, TrustsWhomTheOptionsName) {
  const TlsServer server;
  ClientOptions options;
  options.http.certificate_file = server.write_certificate();
  const auto answer = Client(server.url(), "key", options).from("b").select().execute();
  EXPECT_TRUE(answer) << to_string(answer.error());
  std::filesystem::remove(options.http.certificate_file);
}

}  // namespace
}  // namespace marque
