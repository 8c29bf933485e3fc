import unittest

from check_style import MAX_COLUMNS, MAX_FILE_LINES, MAX_FUNCTION_LINES, faults_in

HEADER = "// pg/pool.hpp: connections.\n#pragma once\n"


class Style(unittest.TestCase):
    def found(self, path: str, text: str) -> list[str]:
        return list(faults_in(path, text))

    def only(self, path: str, text: str) -> str:
        found = self.found(path, text)
        self.assertEqual(len(found), 1, found)
        return found[0]

    def test_a_good_file_has_no_faults(self):
        self.assertEqual(self.found("src/pg/pool.hpp", HEADER + "int f();\n"), [])
        self.assertEqual(self.found("tests/front/read_by_id.test.ts", "export {};\n"), [])

    def test_columns_count_characters_not_bytes(self):
        self.assertEqual(self.found("src/pg/a.cpp", "//" + "é" * (MAX_COLUMNS - 2)), [])
        self.assertIn(":1: 111 columns", self.only("src/pg/a.cpp", "//" + "x" * (MAX_COLUMNS - 1)))
        self.assertEqual(self.found("docs/a.md", "x" * 500), [])

    def test_lines_of_a_file(self):
        self.assertEqual(self.found("src/pg/a.cpp", "\n" * MAX_FILE_LINES), [])
        self.assertIn("401 lines", self.only("src/pg/a.cpp", "\n" * (MAX_FILE_LINES + 1)))
        self.assertEqual(self.found("supabase/seed.sql", "\n" * 1000), [])

    def test_lines_of_a_function(self):
        body = "  ;\n" * (MAX_FUNCTION_LINES - 2)
        self.assertEqual(self.found("src/pg/a.cpp", "void f() {\n" + body + "}\n"), [])
        self.assertIn("f has 61 lines", self.only("src/pg/a.cpp", "void f() {\n" + body + "  ;\n}\n"))

    def test_names(self):
        self.assertIn("snake_case", self.only("src/pg/PoolOptions.cpp", "\n"))
        self.assertIn("snake_case", self.only("tests/front/read-by-id.test.ts", "\n"))
        self.assertEqual(self.found("src/pg/CMakeLists.txt", "\n"), [])
        self.assertEqual(self.found("web/src/Wizard.tsx", "\n"), [])

    def test_headers(self):
        self.assertIn("#pragma once", self.only("src/pg/a.hpp", "// A pool.\n"))
        self.assertIn("comment", self.only("src/pg/a.hpp", "#pragma once\n#include <string>\n"))
        self.assertIn("using namespace", self.only("src/pg/a.hpp", HEADER + "using namespace std;\n"))
        self.assertEqual(self.found("src/pg/a.cpp", "using namespace std::literals;\n"), [])

    def test_unfinished_work(self):
        for mark in ("TO" "DO", "FIX" "ME", "X" "XX"):
            self.assertIn("unfinished", self.only("src/pg/a.cpp", f"// {mark}: later\n"))
        self.assertEqual(self.found("src/pg/a.cpp", "mkstemp(\"a" + "X" * 6 + '");\n'), [])

    def test_paths_of_one_machine(self):
        for folder in ("work", "home", "root", "Users"):
            self.assertIn("absolute path", self.only("docs/a.md", f"see /{folder}/me"))
        for path in ("GET /rest/v1/home/x", "https://example.com/home/x", "./root/x"):
            self.assertEqual(self.found("docs/a.md", path), [])

    def test_registries(self):
        for host in ("registry.example.org", "deb.example.org", "npm.mirror.corp"):
            self.assertIn("registry", self.only("docs/a.md", f"from https:/" f"/{host}/x"))
        self.assertIn("registry", self.only("package-lock.json", '"resolved"' ': "https://example.org/x"'))
        self.assertEqual(self.found("docs/a.md", "files.example.com, registry.add(x), www.example.org"), [])


if __name__ == "__main__":
    unittest.main()
