// The same queries without a server: in_process DATABASE_URL USER_ID
#include <iostream>

#include <marque/marque.hpp>

int main(int count, char** arguments) {
  if (count != 3) return std::cerr << "usage: in_process DATABASE_URL USER_ID\n", 2;
  marque::InProcessOptions options;
  options.database_url = arguments[1];
  options.role = "authenticated";
  options.claims = marque::Json::object({{"sub", arguments[2]}}).text();
  auto transport = marque::in_process_transport(std::move(options));
  if (!transport) return std::cerr << marque::to_string(transport.error()) << '\n', 1;

  const marque::Client client(*std::move(transport));
  const auto brands = client.from("brands").select("id,name,status").order("created_at").execute();
  if (!brands) return std::cerr << marque::to_string(brands.error()) << '\n', 1;
  std::cout << brands->body << '\n';
  return 0;
}
