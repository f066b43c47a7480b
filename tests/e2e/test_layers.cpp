// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;

// The arrows of the architecture, read from the includes: the linker refuses a wrong call, this refuses a wrong
// include.
class TestLayers : public QObject {
    Q_OBJECT

 private:
    struct Include {
        std::string file, target;
        bool quoted;
    };

    static std::vector<Include> includesBelow(const std::string& folder) {
        static const std::regex line("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]");
        std::vector<Include> found;
        const fs::path root = fs::path(LEGENDA_SOURCE_DIR) / folder;
        for (const auto& entry : fs::recursive_directory_iterator(root)) {
            const auto extension = entry.path().extension();
            if (extension != ".h" && extension != ".cpp") continue;
            std::ifstream in(entry.path());
            for (std::string text; std::getline(in, text);) {
                std::smatch match;
                if (std::regex_search(text, match, line))
                    found.push_back(
                        {fs::relative(entry.path(), LEGENDA_SOURCE_DIR).string(), match[2], match[1] == "\""});
            }
        }
        return found;
    }

    // What the sources say, comments left out, in pieces of about a statement each on one line.
    static std::vector<std::string> statementsOf(const fs::path& file) {
        std::ifstream in(file);
        const std::string text((std::istreambuf_iterator<char>(in)), {});
        std::vector<std::string> statements(1);
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text.compare(i, 2, "//") == 0 && (i == 0 || text[i - 1] != ':'))
                i = std::min(text.find('\n', i), text.size() - 1);
            std::string& last = statements.back();
            if (text[i] == ';' || text[i] == '{' || text[i] == '}')
                statements.emplace_back();
            else if (!isspace(static_cast<unsigned char>(text[i])))
                last += text[i];
            else if (!last.empty() && last.back() != ' ' && last.back() != '(' && last.back() != '.')
                last += ' ';
        }
        return statements;
    }

    // Whether a statement depends on the wording of an error.
    static bool readsAnErrorsWords(const std::string& statement) {
        static const std::string looks =
            "(find|rfind|find_first_of|contains|starts_with|ends_with|compare|startsWith|endsWith|indexOf)\\(";
        static const std::string words = "((\\.|->)message\\b|what\\(\\)|what_without_backtrace\\(\\))\\)*";
        static const std::vector<std::regex> patterns{
            std::regex(words + " ?(==|!=)"),
            std::regex("(==|!=) ?[A-Za-z_:(]*[A-Za-z_.()>-]*(\\.|->)message\\b"),
            std::regex(words + " ?(\\.|->)" + looks),
            std::regex(
                "(strcmp|strncmp|strcasecmp|strstr|regex_search|regex_match)\\([^=]*((\\.|->)message\\b|what\\(\\))"),
            std::regex(looks + "[A-Za-z0-9]*\\(?\"( must|no features|no such )"),
        };
        return std::ranges::any_of(patterns, [&](const auto& each) { return std::regex_search(statement, each); });
    }

    static std::string coreFolder(const std::string& path) {
        static const std::regex inCore("^core/([a-z]+)/.*");
        std::smatch match;
        return std::regex_match(path, match, inCore) ? match[1].str() : std::string();
    }

 private Q_SLOTS:
    void coreFoldersUseOnlyWhatTheyMay() {
        const std::set<std::string> leaf{"base"};
        std::map<std::string, std::set<std::string>> may{
            {"base", {}},
            {"runtime", leaf},
            {"text", leaf},
            {"image", leaf},
            {"store", leaf},
            {"metrics", leaf},
            {"features", leaf},
            {"live", {"base", "image"}},
            {"data", {"base", "text", "image"}},
            {"model", {"base", "text", "features"}},
            {"trainers", {"base", "text", "features", "metrics", "model"}},
            {"project", {"base", "text", "store", "model"}},
            {"extraction", {"base", "runtime", "image", "features", "model", "store", "project"}},
            {"inference",
             {"base", "text", "image", "live", "features", "metrics", "model", "store", "project", "extraction"}},
            {"evaluation",
             {"base", "runtime", "text", "image", "data", "live", "features", "metrics", "model", "trainers", "store",
              "project", "extraction"}},
            {"runs",
             {"base", "runtime", "text", "image", "features", "metrics", "model", "trainers", "store", "project",
              "extraction"}},
            {"exchange",
             {"base", "runtime", "text", "image", "data", "live", "features", "model", "store", "project",
              "extraction"}},
            {"session",
             {"base", "runtime", "image", "store", "project", "extraction", "inference", "evaluation", "runs",
              "exchange"}},
        };
        int checked = 0;
        for (const auto& include : includesBelow("core")) {
            const auto from = coreFolder(include.file), to = coreFolder(include.target);
            if (to.empty() || from == to) continue;
            ++checked;
            QVERIFY2(may.contains(from) && may[from].contains(to),
                     (include.file + " includes " + include.target).c_str());
        }
        QVERIFY(checked > 20);
    }

    void coreIsFreeOfQtAndOfTheFoldersAbove() {
        for (const auto& include : includesBelow("core")) {
            const bool qt = !include.quoted && include.target.size() > 1 && include.target[0] == 'Q' &&
                            isupper(static_cast<unsigned char>(include.target[1]));
            QVERIFY2(!qt, (include.file + " includes " + include.target).c_str());
            QVERIFY2(!include.target.starts_with("ui/") && !include.target.starts_with("app/"), include.file.c_str());
        }
    }

    void uiAndAppAreFreeOfTorchAndOpenCv() {
        for (const std::string folder : {"ui", "app"})
            for (const auto& include : includesBelow(folder))
                for (const std::string forbidden : {"torch/", "ATen/", "c10/", "opencv2/", "SQLiteCpp/", "sqlite3.h"})
                    QVERIFY2(!include.target.starts_with(forbidden),
                             (include.file + " includes " + include.target).c_str());
    }

    // A project knows of models what their headers say: no tensors, no pixels.
    void projectReadsHeadersOnly() {
        int checked = 0;
        for (const auto& include : includesBelow("core/project")) {
            ++checked;
            QVERIFY2(coreFolder(include.target) != "model" || include.target == "core/model/checkpoint_info.h",
                     (include.file + " includes " + include.target).c_str());
            QVERIFY2(!include.target.starts_with("ATen/") && !include.target.starts_with("torch/"),
                     include.file.c_str());
        }
        QVERIFY(checked > 10);
    }

    void uiSeesTheSessionBaseAndPlainValuesOnly() {
        const std::set<std::string> values{"core/text/content_words.h",
                                           "core/text/noun_phrases.h",
                                           "core/project/checkpoint_catalog.h",
                                           "core/project/model_kind.h",
                                           "core/project/model_names.h",
                                           "core/project/project_path.h",
                                           "core/project/splits.h",
                                           "core/model/alignment_result.h",
                                           "core/model/captioner.h",
                                           "core/evaluation/results/result_table.h",
                                           "core/exchange/import.h",
                                           "core/inference/embedding_norms.h",
                                           "core/inference/proposal_recall.h",
                                           "core/inference/reasons/reasons.h",
                                           "core/model/checkpoint_info.h",
                                           "core/model/mrf.h",
                                           "core/store/project_store.h",
                                           "core/store/records.h",
                                           "core/runs/run_samples.h",
                                           "core/runs/run_state.h",
                                           "core/runs/run_comparison.h"};
        for (const auto& include : includesBelow("ui")) {
            const auto to = coreFolder(include.target);
            if (to.empty() || to == "session" || to == "base") continue;
            QVERIFY2(values.contains(include.target), (include.file + " includes " + include.target).c_str());
        }
    }

    // A page knows what it is built of, never another page nor the frame around it.
    void uiFoldersUseOnlyWhatTheyMay() {
        const std::set<std::string> page{"bridge", "canvas", "images", "controls", "charts", "theme"};
        std::map<std::string, std::set<std::string>> may{
            {"theme", {}},
            {"bridge", {}},
            {"controls", {"bridge", "theme"}},
            {"canvas", {"controls", "theme"}},
            {"charts", {"controls", "theme"}},
            {"images", {"bridge", "controls", "theme"}},
            {"browse", page},
            {"annotate", page},
            {"train", page},
            {"evaluate", page},
            {"shell", page},
            {"dev", {"shell", "theme"}},
        };
        for (const std::string each : {"browse", "annotate", "train", "evaluate"}) may["shell"].insert(each);
        const auto folderOf = [](const std::string& path) {
            static const std::regex inUi("^ui/([a-z]+)/.*");
            std::smatch match;
            return std::regex_match(path, match, inUi) ? match[1].str() : std::string();
        };
        int checked = 0;
        for (const auto& include : includesBelow("ui")) {
            const auto from = folderOf(include.file), to = folderOf(include.target);
            if (to.empty() || from == to) continue;
            ++checked;
            QVERIFY2(may.contains(from) && may[from].contains(to),
                     (include.file + " includes " + include.target).c_str());
        }
        QVERIFY(checked > 100);
    }

    void onlyImageKnowsOpenCvAndOnlyStoreKnowsSqlite() {
        for (const auto& include : includesBelow("core")) {
            const auto from = coreFolder(include.file);
            if (include.target.starts_with("opencv2/")) QVERIFY2(from == "image", include.file.c_str());
            if (include.target.starts_with("SQLiteCpp/") || include.target == "sqlite3.h")
                QVERIFY2(from == "store", include.file.c_str());
        }
    }

    // D12: the program's behaviour after a failure depends on its code and key, never on its message.
    void nothingHangsOnTheWordsOfAnError() {
        for (const std::string bad :
             {"if (error.message == last)", "if (last != report.error().message)",
              "if (skipped.back().why == error.message && more)", "if (done.error().message.find(\"full\") != npos)",
              "QString::fromStdString(error->message).contains(word)",
              "std::string_view(problem.what()).starts_with(x)", "if (std::strcmp(problem.what(), other) == 0)",
              "text.contains(\" must\")", "text.contains(QStringLiteral(\"no features\"))",
              "message_.find(\"no features\")"})
            QVERIFY2(readsAnErrorsWords(bad), bad.c_str());
        for (const std::string good : {"showError(error.message)", "said.message = other", "said.message += other",
                                       "error.key == kLocked", "words.find(name) == words.end()"})
            QVERIFY2(!readsAnErrorsWords(good), good.c_str());
        int checked = 0;
        for (const std::string folder : {"core", "app", "ui"})
            for (const auto& entry : fs::recursive_directory_iterator(fs::path(LEGENDA_SOURCE_DIR) / folder)) {
                const auto extension = entry.path().extension();
                if (extension != ".h" && extension != ".cpp") continue;
                for (const auto& statement : statementsOf(entry.path())) {
                    ++checked;
                    QVERIFY2(!readsAnErrorsWords(statement),
                             (entry.path().lexically_relative(LEGENDA_SOURCE_DIR).string() + ": " + statement).c_str());
                }
            }
        QVERIFY(checked > 10000);
    }

    // What differs from kind to kind of training, or from evaluation to evaluation, stands in its task or in the table
    // of kinds: nothing beside them asks which one it is.
    void runsAndEvaluationsAskForNoKind() {
        static const std::regex asks("\\b(kind|task)\\b[a-z()]* ?[!=]= ?(\"|[a-zA-Z:]*ModelKind::)");
        QVERIFY(std::regex_search("if (plan.kind == \"align\")", asks));
        QVERIFY(std::regex_search("task->kind() == project::ModelKind::Region", asks));
        QVERIFY(!std::regex_search("row_.kind != request_.kind", asks));
        int checked = 0;
        for (const std::string folder : {"core/runs", "core/evaluation"})
            for (const auto& entry : fs::recursive_directory_iterator(fs::path(LEGENDA_SOURCE_DIR) / folder)) {
                if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
                for (const auto& statement : statementsOf(entry.path())) {
                    ++checked;
                    QVERIFY2(!std::regex_search(statement, asks),
                             (entry.path().lexically_relative(LEGENDA_SOURCE_DIR).string() + ": " + statement).c_str());
                }
            }
        QVERIFY(checked > 500);
    }

    void torchStaysOutOfHeadersAndTheFullHeaderIsRare() {
        int full = 0;
        for (const auto& include : includesBelow("core")) {
            if (include.target == "torch/torch.h" || include.target == "torch/script.h") ++full;
            const bool tensor = include.target.starts_with("torch/") || include.target.starts_with("ATen/");
            const bool plainHeader = include.file.ends_with(".h") && !include.file.ends_with("_impl.h");
            QVERIFY2(!(tensor && plainHeader), (include.file + " includes " + include.target).c_str());
        }
        QVERIFY(full <= 15);
    }
};

QTEST_GUILESS_MAIN(TestLayers)
#include "test_layers.moc"
