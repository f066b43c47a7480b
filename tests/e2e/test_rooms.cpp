// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/class_census.h"

#include <QTest>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using legenda::test::ClassCensus;

namespace {

constexpr int kMostMembers = 20;
constexpr int kMostSources = 20;  // .cpp directly in one folder
constexpr int kMostLines = 500;

}  // namespace

// The size of rooms: a class is small, lives in one .cpp, and its folder and files can be taken in at a look.
class TestRooms : public QObject {
    Q_OBJECT

 private:
    struct Source {
        std::string file;  // below the source folder
        std::ptrdiff_t lines;
        ClassCensus census;
    };
    std::vector<Source> sources_;

    static std::string roomOf(const std::string& file) {
        const auto first = file.find('/');
        const auto second = file.find('/', first + 1);
        return file.substr(0, second == std::string::npos ? first : second);
    }

    // Says each thing that breaks a rule on a line of its own.
    static bool isEmpty(const std::set<std::string>& broken) {
        for (const auto& each : broken) qWarning("too large: %s", each.c_str());
        return broken.empty();
    }

 private Q_SLOTS:
    void initTestCase() {
        for (const std::string folder : {"core", "ui", "app"})
            for (const auto& entry : fs::recursive_directory_iterator(fs::path(LEGENDA_SOURCE_DIR) / folder)) {
                const auto extension = entry.path().extension();
                if (extension != ".h" && extension != ".cpp") continue;
                std::ifstream in(entry.path());
                const std::string text((std::istreambuf_iterator<char>(in)), {});
                sources_.push_back({fs::relative(entry.path(), LEGENDA_SOURCE_DIR).string(),
                                    std::count(text.begin(), text.end(), '\n'), ClassCensus(text)});
            }
        QVERIFY(sources_.size() > 300);
    }

    void theCensusReadsClasses() {
        const ClassCensus census(R"cpp(
            namespace a {
            class Forward;
            enum class Kind { One, Two };
            template <class T>
            struct Pair : Base<T> {
                T first, second;
            };
            class Widget : public QWidget, public Other {  // int no_;
                Q_OBJECT
             public:
                explicit Widget(int x = 0);
                bool operator==(const Widget&) const = default;
                QSize hint() const override { return {1, 2}; }
                std::function<void(int, int)> done;
                using Answer = std::function<void(int)>;
                static int count_;
                static constexpr int kMost = 3;
             Q_SIGNALS:
                void changed(const QString& text);

             private:
                struct Row {
                    int a = 0;
                    QString b;
                };
                enum Shown { Hint, Lists };
                struct {
                    int x;
                } copied_;
                QLabel *one_ = nullptr, *two_{nullptr};
                std::map<int, std::vector<int>> map_;
                QCache<int, int> cache_{600};
                const char* text_ = "a; b, c";
                int sum_ = std::max(1, 2);
                mutable bool stale_ : 1;
            };
            void Widget::f() const {
                if (x) {
                    y();
                }
            }
            Widget::Widget(int x) : one_(x), two_{x} {}
            int free(int a) {
                return Other::g(a);
            }
            QString Outer::Inner::g(int) {
                return {};
            }
            }  // namespace a
        )cpp");
        std::map<std::string, int> members;
        for (const auto& found : census.classes()) members[found.name] = found.dataMembers;
        QCOMPARE(members,
                 (std::map<std::string, int>{{"Pair", 2}, {"Widget", 9}, {"Widget::Row", 2}, {"Widget::", 1}}));
        QCOMPARE(census.membersDefined(), (std::set<std::string>{"Widget", "Outer::Inner"}));
    }

    void aClassHasAtMostTwentyDataMembers() {
        std::set<std::string> broken;
        int seen = 0;
        for (const auto& source : sources_)
            for (const auto& found : source.census.classes()) {
                ++seen;
                if (found.dataMembers > kMostMembers) broken.insert(source.file + ": " + found.name);
            }
        QVERIFY(seen > 400);
        QVERIFY(isEmpty(broken));
    }

    void aClassIsDefinedInOneSource() {
        std::map<std::string, std::set<std::string>> files;
        for (const auto& source : sources_) {
            if (!source.file.ends_with(".cpp")) continue;
            for (const auto& name : source.census.membersDefined()) {
                // A class of this very file may have a namesake in another one.
                const bool own =
                    std::ranges::any_of(source.census.classes(), [&](const auto& found) { return found.name == name; });
                files[(own ? source.file : roomOf(source.file)) + ": " + name].insert(source.file);
            }
        }
        QVERIFY(files.size() > 150);
        std::set<std::string> broken;
        for (const auto& [name, in] : files)
            if (in.size() > 1) broken.insert(name);
        QVERIFY(isEmpty(broken));
    }

    void aFolderHoldsAtMostTwentySources() {
        std::map<std::string, int> count;
        for (const auto& source : sources_)
            if (source.file.ends_with(".cpp")) ++count[fs::path(source.file).parent_path().string()];
        std::set<std::string> broken;
        for (const auto& [folder, sources] : count)
            if (sources > kMostSources) broken.insert(folder + ": " + std::to_string(sources));
        QVERIFY(isEmpty(broken));
    }

    void aFileHasAtMostFiveHundredLines() {
        std::set<std::string> broken;
        for (const auto& source : sources_)
            if (source.lines > kMostLines) broken.insert(source.file + ": " + std::to_string(source.lines) + " lines");
        QVERIFY(isEmpty(broken));
    }
};

QTEST_GUILESS_MAIN(TestRooms)
#include "test_rooms.moc"
