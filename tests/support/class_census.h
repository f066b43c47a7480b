// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace legenda::test {

// A class or struct as its definition shows it.
struct ClassFound {
    std::string name;  // with the classes around it: "LossChart::Run"
    int dataMembers = 0;
    int functions = 0;  // member functions that are declared, beside constructors
};

// Reads C++ by its braces, parentheses and semicolons, which is enough for a tree that clang-format keeps: which
// classes a text defines with how many data members, and of which classes it defines member functions.
class ClassCensus {
 public:
    explicit ClassCensus(const std::string& source) : text_(withoutCommentsAndStrings(source)) {
        readScope(0, text_.size(), {});
    }

    const std::vector<ClassFound>& classes() const { return classes_; }
    // Names of the classes whose member functions (or constructors) are defined outside their class here.
    const std::set<std::string>& membersDefined() const { return defined_; }

 private:
    static bool inWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

    static std::string withoutCommentsAndStrings(const std::string& source) {
        std::string out;
        bool lineStart = true;
        for (std::size_t i = 0; i < source.size(); ++i) {
            const char c = source[i];
            if (source.compare(i, 2, "//") == 0 || (lineStart && c == '#')) {
                while (i < source.size() && (source[i] != '\n' || source[i - 1] == '\\')) ++i;
                out += '\n';
                lineStart = true;
                continue;
            }
            if (source.compare(i, 2, "/*") == 0) {
                i = source.find("*/", i + 2);
                if (i == std::string::npos) break;
                ++i;
                continue;
            }
            if (c == '"' && !out.empty() && out.back() == 'R') {
                const std::size_t open = source.find('(', i);
                const std::string close = ")" + source.substr(i + 1, open - i - 1) + "\"";
                i = source.find(close, open) + close.size() - 1;
                out += "0";
                continue;
            }
            const bool digits = c == '\'' && !out.empty() && inWord(out.back());  // 1'000'000
            if (c == '"' || (c == '\'' && !digits)) {
                for (++i; i < source.size() && source[i] != c; ++i)
                    if (source[i] == '\\') ++i;
                out += "0";
                continue;
            }
            if (c == '\n')
                lineStart = true;
            else if (!std::isspace(static_cast<unsigned char>(c)))
                lineStart = false;
            out += c;
        }
        return out;
    }

    std::size_t closing(std::size_t open) const {
        int depth = 0;
        for (std::size_t i = open; i < text_.size(); ++i) {
            if (text_[i] == '{') ++depth;
            if (text_[i] == '}' && --depth == 0) return i;
        }
        return text_.size();
    }

    static std::vector<std::string> wordsOf(const std::string& statement) {
        std::vector<std::string> words;
        bool before = false;
        for (const char c : statement) {
            const bool now = inWord(c);
            if (now && !before) words.emplace_back();
            if (now) words.back() += c;
            before = now;
        }
        return words;
    }

    // Where the first '(' stands that no template's '<' encloses, and before any '='; npos: the statement is none of a
    // function.
    static std::size_t parameters(const std::string& statement) {
        int angle = 0;
        for (std::size_t i = 0; i < statement.size(); ++i) {
            const char c = statement[i];
            if (c == 'o' && statement.compare(i, 8, "operator") == 0 && (i == 0 || !inWord(statement[i - 1])) &&
                !inWord(statement[i + 8])) {
                i = statement.find('(', i);
                if (i == std::string::npos) return i;
                return statement.compare(i, 2, "()") == 0 && statement.find('(', i + 1) != std::string::npos
                           ? statement.find('(', i + 1)
                           : i;
            }
            if (c == '<') ++angle;
            if (c == '>' && angle > 0) --angle;
            if (angle > 0) continue;
            if (c == '=') return std::string::npos;
            if (c == '(') return i;
        }
        return std::string::npos;
    }

    static int declarators(const std::string& statement) {
        int depth = 0, count = 1;
        for (const char c : statement) {
            if (c == '(' || c == '<' || c == '[') ++depth;
            if ((c == ')' || c == '>' || c == ']') && depth > 0) --depth;
            if (c == ',' && depth == 0) ++count;
        }
        return count;
    }

    // The kind of a type definition ("class", "struct", "union", "enum") and its name; empty: it is none.
    static std::pair<std::string, std::string> typeOf(const std::string& statement) {
        std::string plain = statement;
        if (const auto words = wordsOf(plain); !words.empty() && words.front() == "template") {
            int angle = 0;
            std::size_t i = plain.find('<');
            for (; i < plain.size(); ++i) {
                if (plain[i] == '<') ++angle;
                if (plain[i] == '>' && --angle == 0) break;
            }
            plain = plain.substr(std::min(plain.size(), i + 1));
        }
        const std::size_t colon = baseColon(plain);
        const auto words = wordsOf(plain.substr(0, colon));
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (words[i] == "enum") return {"enum", words.back()};
            if (words[i] != "class" && words[i] != "struct" && words[i] != "union") continue;
            if (parameters(plain.substr(0, colon)) != std::string::npos) return {};
            std::string name;
            for (std::size_t k = i + 1; k < words.size(); ++k)
                if (words[k] != "final" && words[k] != "alignas") name = words[k];
            return {words[i], name};
        }
        return {};
    }

    static std::size_t baseColon(const std::string& statement) {
        for (std::size_t i = 0; i < statement.size(); ++i) {
            if (statement[i] != ':') continue;
            if (i + 1 < statement.size() && statement[i + 1] == ':') {
                ++i;
                continue;
            }
            return i;
        }
        return statement.size();
    }

    void readScope(std::size_t from, std::size_t to, const std::string& outer) {
        std::string statement;
        for (std::size_t i = from; i < to; ++i) {
            const char c = text_[i];
            if (c == ';') {
                statement.clear();
            } else if (c == '{') {
                const std::size_t end = closing(i);
                const auto words = wordsOf(statement);
                const bool space = !words.empty() && (words[0] == "namespace" || words[0] == "extern" ||
                                                      (words.size() > 1 && words[1] == "namespace"));
                const auto [kind, name] = typeOf(statement);
                if (space)
                    readScope(i + 1, end, outer);
                else if (!kind.empty() && kind != "enum")
                    readClass(i + 1, end, outer + name);
                else
                    noteDefinition(statement);
                i = end;
                statement.clear();
            } else {
                statement += c;
            }
        }
    }

    void noteDefinition(const std::string& statement) {
        const std::size_t open = parameters(statement);
        if (open == std::string::npos) return;
        // Backwards over the qualified name before the parameters: "QString Outer::Inner::name".
        std::string head = statement.substr(0, open);
        if (const auto op = head.rfind("operator"); op != std::string::npos) head = head.substr(0, op) + "op";
        while (!head.empty() && std::isspace(static_cast<unsigned char>(head.back()))) head.pop_back();
        std::size_t start = head.size();
        while (start > 0 && (inWord(head[start - 1]) || head[start - 1] == ':' || head[start - 1] == '~')) --start;
        const std::string qualified = head.substr(start);
        const std::size_t last = qualified.rfind("::");
        if (last != std::string::npos && last > 0) defined_.insert(qualified.substr(0, last));
    }

    void readClass(std::size_t from, std::size_t to, const std::string& name) {
        ClassFound found;
        found.name = name;
        std::string statement;
        const auto end = [&] {
            const auto words = wordsOf(statement);
            static const std::set<std::string> none{"using",    "typedef", "friend",        "static",   "template",
                                                    "Q_OBJECT", "Q_ENUM",  "static_assert", "Q_GADGET", "constexpr"};
            const bool type = !typeOf(statement).first.empty() && statement.find("@") == std::string::npos;
            if (!words.empty() && !none.contains(words[0]) && !type) {
                if (parameters(statement) != std::string::npos)
                    ++found.functions;
                else
                    found.dataMembers += declarators(statement);
            }
            statement.clear();
        };
        for (std::size_t i = from; i < to; ++i) {
            const char c = text_[i];
            if (c == ';') {
                end();
            } else if (c == '{') {
                const std::size_t close = closing(i);
                const auto [kind, inner] = typeOf(statement);
                if (!kind.empty()) {
                    if (kind != "enum") readClass(i + 1, close, name + "::" + inner);
                    statement = kind == "enum" ? "enum E" : "struct S";
                    // A declarator behind the brace makes it a member: "struct {...} copied_;".
                    const std::size_t semicolon = text_.find(';', close);
                    const auto behind = wordsOf(text_.substr(close + 1, semicolon - close - 1));
                    if (!behind.empty()) statement += " @";
                } else if (parameters(statement) != std::string::npos) {
                    ++found.functions;
                    statement.clear();
                }
                i = close;
            } else if (c == ':' && text_[i + 1] != ':' && text_[i - 1] != ':' && isLabel(statement)) {
                statement.clear();
            } else {
                statement += c;
                if (statement.size() > 7 && statement.ends_with("Q_OBJECT")) statement.clear();
            }
        }
        classes_.push_back(std::move(found));
    }

    static bool isLabel(const std::string& statement) {
        static const std::set<std::string> labels{"public", "protected", "private", "Q_SIGNALS", "Q_SLOTS"};
        const auto words = wordsOf(statement);
        return !words.empty() && std::ranges::all_of(words, [](const auto& word) { return labels.contains(word); });
    }

    std::string text_;
    std::vector<ClassFound> classes_;
    std::set<std::string> defined_;
};

}  // namespace legenda::test
