// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/person_nouns.h"

#include <QtTest>

#include <map>
#include <sstream>
#include <string>

using namespace legenda;

class TestPersonNouns : public QObject {
    Q_OBJECT

    static std::vector<model::Caption> captions(std::initializer_list<const char*> texts) {
        std::vector<model::Caption> all;
        for (const char* text : texts) {
            model::Caption caption;
            caption.text = text;
            std::istringstream words(text);
            for (std::string word; words >> word;) caption.words.push_back({word, -0.5});
            all.push_back(std::move(caption));
        }
        return all;
    }
    // The score of a sentence is the sum of those of its words.
    static model::SentenceScores of(std::map<std::string, double> values) {
        return [values = std::move(values)](const std::vector<std::string>& sentences) {
            std::vector<double> scores;
            for (const auto& sentence : sentences) {
                std::istringstream words(sentence);
                scores.push_back(0);
                for (std::string word; words >> word;)
                    if (const auto found = values.find(word); found != values.end()) scores.back() += found->second;
            }
            return scores;
        };
    }

 private Q_SLOTS:
    void theBestNounIsSaidWhereItLeads() {
        auto found = captions({"a man with two boys", "a dog runs"});
        model::settlePersonNouns(found, of({{"man", 1}, {"woman", 2}, {"boys", 1.5}, {"girls", 0.5}}), 0.5);
        QCOMPARE(found[0].text, std::string("a woman with two boys"));
        QCOMPARE(found[0].words[1].text, std::string("woman"));
        QCOMPARE(found[0].words[1].logProb, -0.5);
        QCOMPARE(found[1].text, std::string("a dog runs"));
    }

    void anUnsureNounBacksOff() {
        const auto unsure =
            of({{"man", 1}, {"woman", 0.8}, {"boy", 1}, {"girl", 0.9}, {"men", 1}, {"women", 1}, {"girls", 1}});
        auto found = captions({"a woman sits", "a girl jumps", "two men run", "three girls run"});
        model::settlePersonNouns(found, unsure, 0.5);
        QCOMPARE(found[0].text, std::string("a person sits"));
        QCOMPARE(found[1].text, std::string("a child jumps"));
        QCOMPARE(found[2].text, std::string("two people run"));
        QCOMPARE(found[3].text, std::string("three children run"));
    }

    void captionsThatHaveBecomeOneAreOne() {
        auto found = captions({"a man sits", "a woman sits", "a man stands"});
        model::settlePersonNouns(found, of({}), 0.5);
        QCOMPARE(found.size(), std::size_t{2});
        QCOMPARE(found[0].text, std::string("a person sits"));
        QCOMPARE(found[1].text, std::string("a person stands"));
    }
};

QTEST_APPLESS_MAIN(TestPersonNouns)
#include "test_person_nouns.moc"
