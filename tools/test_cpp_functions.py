import unittest

from cpp_functions import functions


class Functions(unittest.TestCase):
    def found(self, source: str) -> list[tuple[str, int, int]]:
        return [tuple(function) for function in functions(source)]

    def test_name_first_line_and_length(self):
        self.assertEqual(self.found("int a;\n\nint f(int x) {\n  return x;\n}\n"), [("f", 3, 3)])

    def test_a_signature_over_several_lines_counts(self):
        self.assertEqual(self.found("int f(int x,\n      int y)\n{\n}\n"), [("f", 1, 4)])

    def test_inside_namespaces_and_classes(self):
        source = "namespace a::b {\nclass C final : public D<int(int)> {\n" \
                 " public:\n  int f() { return 1; }\n" \
                 " private:\n  int g() const {\n  }\n};\n}\n"
        self.assertEqual(self.found(source), [("f", 4, 1), ("g", 6, 2)])

    def test_blocks_and_lambdas_count_with_their_function(self):
        source = "void f() {\n  if (x) {\n  }\n  auto g = [](int y) {\n    return y;\n  };\n}\nvoid h() {}\n"
        self.assertEqual(self.found(source), [("f", 1, 7), ("h", 8, 1)])

    def test_constructor_with_braced_members(self):
        source = "Pool::Pool(int x)\n    : a_{x}, b_{f(x)},\n      c_(x) {\n  start();\n}\nvoid f() {\n}\n"
        self.assertEqual(self.found(source), [("Pool::Pool", 1, 5), ("f", 6, 2)])

    def test_default_arguments_in_braces(self):
        self.assertEqual(self.found("void f(Options o = {}, int x = g({1})) {\n}\n"), [("f", 1, 2)])

    def test_tables_are_not_functions(self):
        source = "constexpr Row rows[] = {\n  {1, f(2)},\n};\n" \
                 "const std::map<int, int> m{\n {1, 2}};\nint f() {}\n"
        self.assertEqual(self.found(source), [("f", 6, 1)])

    def test_braces_in_text_comments_and_preprocessor_do_not_count(self):
        source = "// {\n/* {\n */\n#define A { \\\n  {\nconst auto s = R\"x({ \" {)x\";\nint f() {\n" \
                 "  char c = '{'; g(\"{\\\"{\"); int n = 1'000'000;\n}\n"
        self.assertEqual(self.found(source), [("f", 7, 3)])

    def test_templates_and_requirements(self):
        source = "template <class T, template <class> class U>\nvoid f(T t) {\n}\n" \
                 "template <class T>\nstruct S {\n  void g() {\n  }\n};\n"
        self.assertEqual(self.found(source), [("f", 1, 3), ("g", 6, 2)])

    def test_test_macros_are_functions(self):
        self.assertEqual(self.found("TEST(Json, writes) {\n}\n"), [("TEST", 1, 2)])


if __name__ == "__main__":
    unittest.main()
