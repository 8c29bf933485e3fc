// Signs in and uploads a logo for a brand: sign_in URL KEY EMAIL PASSWORD BRAND_ID FILE
#include <fstream>
#include <iostream>
#include <sstream>

#include <marque/marque.hpp>

namespace {

int report(const marque::ApiError& error) {
  std::cerr << marque::to_string(error) << '\n';
  return 1;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 7) return std::cerr << "usage: sign_in URL KEY EMAIL PASSWORD BRAND_ID FILE\n", 2;
  const marque::Client client(arguments[1], arguments[2]);
  const auto session = client.auth().sign_in_with_password(arguments[3], arguments[4]);
  if (!session) return report(session.error());

  std::ostringstream content;
  content << std::ifstream(arguments[6], std::ios::binary).rdbuf();
  const std::string path =
      session->user["id"].value_or<std::string>("") + '/' + arguments[5] + "/logos/logo.png";
  const auto logos = client.storage().from("brand-logos");
  const auto uploaded = logos.upload(path, content.str(), {.content_type = "image/png", .upsert = true});
  if (!uploaded) return report(uploaded.error());

  const auto recorded = client.from("brand_assets")
                            .insert({{"brand_id", arguments[5]},
                                     {"asset_type", "logo"},
                                     {"file_url", logos.public_url(path)},
                                     {"file_name", "logo.png"}})
                            .returning(marque::Returning::minimal)
                            .execute();
  if (!recorded) return report(recorded.error());
  std::cout << logos.public_url(path) << '\n';
  return 0;
}
