// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/evaluation_project.h"

#include <QtTest>

#include <cmath>

using namespace legenda;
using nlohmann::json;

// Region captions of another system, scored without a model.
class TestRegions : public QObject {
    Q_OBJECT

    tests::EvaluationProject evaluated_;

    static json region(const std::string& image, const std::vector<double>& box, const std::string& caption) {
        return json::object({{"image", image}, {"box", box}, {"caption", caption}});
    }

 private Q_SLOTS:
    void regionsOfAnotherSystem() {
        // One item: chain 1 (chain 2 has no box, chain 3 no mention); its box encloses both.
        const auto figures =
            evaluated_.evaluate("regions", "dev", region("a.jpg", {0, 0, 40, 20}, "the big dog").dump() + "\n");
        QVERIFY2(figures.has_value(), figures ? "" : figures.error().message.c_str());
        QCOMPARE((*figures)["model"]["items"].get<int>(), 1);
        QVERIFY(std::abs((*figures)["model"]["BLEU3"].get<double>() - 1) < 1e-6);
        QCOMPARE((*figures)["human"]["items"].get<int>(), 1);
        QVERIFY(!evaluated_.evaluate("regions", "dev", region("a.jpg", {0, 0, 40, 30}, "x").dump()).has_value());
    }
};

QTEST_GUILESS_MAIN(TestRegions)
#include "test_regions.moc"
