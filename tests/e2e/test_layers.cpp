// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

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
            {"data", {"base", "text", "image"}},
            {"model", {"base", "text", "features"}},
            {"train", {"base", "text", "features", "metrics", "model"}},
            {"project", {"base", "store", "model"}},
            {"inference", {"base", "features", "model", "store", "project"}},
        };
        int checked = 0;
        for (const auto& include : includesBelow("core")) {
            const auto from = coreFolder(include.file), to = coreFolder(include.target);
            if (to.empty() || from == to || from == "jobs") continue;
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

    void uiSeesJobsBaseAndPlainValuesOnly() {
        const std::set<std::string> values{"core/project/checkpoint_catalog.h", "core/project/model_kind.h",
                                           "core/project/model_names.h",        "core/project/project_path.h",
                                           "core/model/alignment_result.h",     "core/model/captioner.h",
                                           "core/model/checkpoint_info.h",      "core/model/mrf.h",
                                           "core/store/project_store.h",        "core/store/records.h"};
        for (const auto& include : includesBelow("ui")) {
            const auto to = coreFolder(include.target);
            if (to.empty() || to == "jobs" || to == "base") continue;
            QVERIFY2(values.contains(include.target), (include.file + " includes " + include.target).c_str());
        }
    }

    void onlyImageKnowsOpenCvAndOnlyStoreKnowsSqlite() {
        for (const auto& include : includesBelow("core")) {
            const auto from = coreFolder(include.file);
            if (include.target.starts_with("opencv2/"))
                QVERIFY2(from == "image" || from == "jobs", include.file.c_str());
            if (include.target.starts_with("SQLiteCpp/") || include.target == "sqlite3.h")
                QVERIFY2(from == "store" || from == "jobs", include.file.c_str());
        }
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
