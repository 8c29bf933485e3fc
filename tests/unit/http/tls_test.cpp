#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "test_handlers.hpp"

namespace marque::http {
namespace {

using namespace std::chrono_literals;

template <auto function>
struct Free {
  void operator()(auto* object) const { function(object); }
};

/// Writes a self-signed certificate for `name` and its key.
void write_certificate(const TlsFiles& files, const std::string& name) {
  const std::unique_ptr<EVP_PKEY, Free<::EVP_PKEY_free>> key(::EVP_EC_gen("P-256"));
  const std::unique_ptr<X509, Free<::X509_free>> certificate(::X509_new());
  ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate.get()), 1);
  ::X509_gmtime_adj(::X509_getm_notBefore(certificate.get()), 0);
  ::X509_gmtime_adj(::X509_getm_notAfter(certificate.get()), 3600);
  ::X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* subject = ::X509_get_subject_name(certificate.get());
  ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  ::X509_set_issuer_name(certificate.get(), subject);
  ::X509_sign(certificate.get(), key.get(), ::EVP_sha256());
  std::FILE* out = std::fopen(files.certificate_file.c_str(), "w");
  ::PEM_write_X509(out, certificate.get());
  std::fclose(out);
  out = std::fopen(files.key_file.c_str(), "w");
  ::PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(out);
}

/// A blocking TLS client.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int highest = TLS1_3_VERSION)
      : tcp_(port), context_(::SSL_CTX_new(::TLS_client_method())) {
    ::SSL_CTX_set_max_proto_version(context_.get(), highest);
    static constexpr unsigned char protocols[] = "\x02h2\x08http/1.1";
    session_.reset(::SSL_new(context_.get()));
    ::SSL_set_alpn_protos(session_.get(), protocols, sizeof protocols - 1);
    ::SSL_set_fd(session_.get(), tcp_.descriptor());
    connected = ::SSL_connect(session_.get()) == 1;
  }
  std::string ask(std::string_view request, std::size_t size) {
    ::SSL_write(session_.get(), request.data(), static_cast<int>(request.size()));
    std::string received(size, '\0');
    std::size_t have = 0;
    while (have < size) {
      const int count = ::SSL_read(session_.get(), received.data() + have, static_cast<int>(size - have));
      if (count <= 0) break;
      have += static_cast<std::size_t>(count);
    }
    return received.substr(0, have);
  }
  std::string peer_name() const {
    const std::unique_ptr<X509, Free<::X509_free>> peer(::SSL_get1_peer_certificate(session_.get()));
    char name[100] = "";
    ::X509_NAME_get_text_by_NID(::X509_get_subject_name(peer.get()), NID_commonName, name, sizeof name);
    return name;
  }
  std::string protocol() const {
    const unsigned char* chosen = nullptr;
    unsigned int size = 0;
    ::SSL_get0_alpn_selected(session_.get(), &chosen, &size);
    return {reinterpret_cast<const char*>(chosen), size};
  }

  bool connected = false;

 private:
  TestClient tcp_;
  std::unique_ptr<SSL_CTX, Free<::SSL_CTX_free>> context_;
  std::unique_ptr<SSL, Free<::SSL_free>> session_;
};

Task<Response> secure(Request& request) {
  co_return text_response(200, "text/plain", request.secure() ? "secure" : "plain");
}

Task<Response> whole_file(std::shared_ptr<const FileDescriptor> file, std::uint64_t size) {
  Response response = empty_response(200);
  response.body = FileRange{file, 0, size};
  co_return response;
}

class Tls : public testing::Test {
 protected:
  Tls() {
    write_certificate(files, "first");
    FileDescriptor file(::open(directory.file("file").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    EXPECT_EQ(core::write_all(file.get(), digits(size)), 0);
    auto shared = std::make_shared<const FileDescriptor>(std::move(file));
    Router router;
    router.add(Method::get, "/", secure);
    router.add(Method::post, "/echo", echo);
    router.add(Method::get, "/file", [shared](Request&) { return whole_file(shared, size); });
    ServerOptions options = quick_options();
    options.tls = files;
    options.limits.header_read = 200ms;
    server = std::make_unique<TestServer>(std::move(router), options);
  }
  static constexpr std::size_t size = 1'000'000;
  TestDirectory directory;
  TlsFiles files{directory.file("certificate.pem"), directory.file("key.pem")};
  std::unique_ptr<TestServer> server;
};

TEST_F(Tls, ServesBothVersions) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client(server->port(), version);
    ASSERT_TRUE(client.connected);
    EXPECT_EQ(client.protocol(), "http/1.1");
    const std::string both = client.ask(get("/") + get("/", "Connection: close\r\n"), 10'000);
    EXPECT_TRUE(both.starts_with("HTTP/1.1 200 OK\r\n")) << both;
    EXPECT_NE(both.find("\r\n\r\nsecureHTTP/1.1 200 OK\r\n"), both.npos) << both;
    EXPECT_TRUE(both.ends_with("\r\n\r\nsecure")) << both;
  }
  TlsClient old(server->port(), TLS1_1_VERSION);
  EXPECT_FALSE(old.connected);
}

TEST_F(Tls, SendsFilesAndLargeBodies) {
  TlsClient client(server->port());
  const std::string file = client.ask(get("/file", "Connection: close\r\n"), 2 * size);
  EXPECT_EQ(body_of(file), digits(size));
  TlsClient other(server->port());
  const std::string echoed = other.ask(post("/echo", digits(500'000), "Connection: close\r\n"), 2 * size);
  EXPECT_EQ(body_of(echoed), digits(500'000));
}

TEST_F(Tls, CutsHandshakesThatStallAndPlainText) {
  TestClient silent = server->client();
  EXPECT_TRUE(silent.ended());
  TestClient plain = server->client();
  plain.send(get("/"));
  EXPECT_TRUE(plain.ended());
  EXPECT_NE(server->metrics().find("reason=\"tls\"} 2"), std::string::npos);
}

TEST_F(Tls, ReloadsItsCertificate) {
  EXPECT_EQ(TlsClient(server->port()).peer_name(), "first");
  write_certificate(files, "second");
  server->on_thread([](Server& inner) { EXPECT_TRUE(inner.reload_tls()); });
  EXPECT_EQ(TlsClient(server->port()).peer_name(), "second");
  std::filesystem::remove(files.key_file);
  server->on_thread([](Server& inner) {
    const auto reloaded = inner.reload_tls();
    ASSERT_FALSE(reloaded);
    EXPECT_EQ(reloaded.error().code, "http.tls");
    EXPECT_NE(reloaded.error().message.find("key.pem"), std::string::npos);
  });
  EXPECT_EQ(TlsClient(server->port()).peer_name(), "second");
}

}  // namespace
}  // namespace marque::http
