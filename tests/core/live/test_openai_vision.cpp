// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/live_model.h"
#include "tests/support/check.h"

#include <QProcess>
#include <QStandardPaths>
#include <QtTest>

#include <filesystem>

using namespace legenda;

// resources/adapters/openai_vision.py against an endpoint on loopback.
class TestOpenAiVision : public QObject {
    Q_OBJECT
    QProcess server_;
    std::string port_;
    const std::filesystem::path image_ = LEGENDA_SOURCE_DIR "/datasets/demo/images/dog.jpg";

    std::string command(const std::string& model, const std::string& more = {}) const {
        return "python3 '" LEGENDA_SOURCE_DIR "/resources/adapters/openai_vision.py' --model " + model +
               " --url http://127.0.0.1:" + port_ + "/v1 " + more;
    }
    live::LiveModel started(const std::string& model, const std::string& more = {}) const {
        return test::must(live::LiveModel::start(command(model, more), {}));
    }

 private Q_SLOTS:
    void initTestCase() {
        const auto python = QStandardPaths::findExecutable(QStringLiteral("python3"));
        if (python.isEmpty()) QSKIP("python3 is not installed: the adapter is not tested.");
        server_.start(python, {QStringLiteral(LEGENDA_SOURCE_DIR "/tests/support/vision_server.py")});
        QTRY_VERIFY_WITH_TIMEOUT(server_.canReadLine() || server_.state() == QProcess::NotRunning, 30000);
        port_ = server_.readLine().trimmed().toStdString();
        QVERIFY2(!port_.empty(), server_.readAllStandardError().constData());
    }
    void cleanupTestCase() {
        server_.kill();
        server_.waitForFinished();
    }

    void itDescribesImages() {
        auto model = started("llava");
        QCOMPARE(model.name(), std::string("llava"));
        const auto size = std::filesystem::file_size(image_);
        const auto text = test::must(model.caption(image_, {}, 1, {})).front().text;
        const auto expected = "data:image/jpeg " + std::to_string(size) + " None Describe this image";
        QVERIFY2(text.starts_with(expected), text.c_str());
    }

    void itSendsTheCropOfABox() {
        auto model = started("llava");
        const auto text = test::must(model.caption(image_, base::Box{5, 5, 40, 30}, 1, {})).front().text;
        QVERIFY2(text.find("Describe what this part of an image shows") != std::string::npos, text.c_str());
        const auto bytes = std::stoul(text.substr(std::string("data:image/jpeg ").size()));
        QVERIFY(bytes > 0 && bytes < std::filesystem::file_size(image_) / 2);
    }

    void severalCaptionsAreLinesWithoutTheirNumbers() {
        auto model = started("llava");
        const auto captions = test::must(model.caption(image_, {}, 3, {}));
        QCOMPARE(captions.size(), std::size_t{3});
        QCOMPARE(captions[0].text, std::string("a dog"));
        QCOMPARE(captions[1].text, std::string("a brown dog"));
        QCOMPARE(captions[2].text, std::string("a dog runs"));
    }

    void boxesAreInPixels() {
        auto model = started("boxes");
        const auto whole = test::must(model.ground(image_, "A dog runs", {{0, 2}, {2, 3}}, {}));
        QVERIFY(whole[0] && !whole[1]);
        const auto& box = whole[0]->box;  // left half, lower three quarters
        QCOMPARE(box.x, 0.0);
        QVERIFY(box.w > 10 && box.h > 10);
        QVERIFY(std::abs(box.y - box.h / 3) < 1e-6);
    }

    void whatTheEndpointSaysIsPassedOn() {
        auto busy = started("refuses");
        const auto refused = busy.caption(image_, {}, 1, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().key, std::string(live::kOfRequest));
        QVERIFY2(refused.error().message.find("HTTP 503") != std::string::npos, refused.error().message.c_str());
        QVERIFY(busy.runs());
        auto empty = started("empty");
        const auto none = empty.caption(image_, {}, 1, {});
        QVERIFY(!none);
        QVERIFY(none.error().message.find("has no text") != std::string::npos);
    }

    void theKeyComesFromTheEnvironment() {
        qputenv("LEGENDA_TEST_KEY", "secret-1");
        auto model = started("llava", "--key-env LEGENDA_TEST_KEY");
        const auto text = test::must(model.caption(image_, {}, 1, {})).front().text;
        QVERIFY2(text.find(" Bearer secret-1 ") != std::string::npos, text.c_str());
        const auto none = live::LiveModel::start(command("llava", "--key-env LEGENDA_NO_SUCH_KEY"), {});
        QVERIFY(!none);
        QVERIFY(none.error().message.find("LEGENDA_NO_SUCH_KEY is not set") != std::string::npos);
    }

    void picturesStayOnThisComputer() {
        const auto far = live::LiveModel::start(
            "python3 '" LEGENDA_SOURCE_DIR "/resources/adapters/openai_vision.py' --model x --url http://192.0.2.1/v1",
            {});
        QVERIFY(!far);
        QVERIFY2(far.error().message.find("--allow-remote") != std::string::npos, far.error().message.c_str());
    }

    void aServerThatIsNotThereIsNamed() {
        const auto none =
            live::LiveModel::start("python3 '" LEGENDA_SOURCE_DIR
                                   "/resources/adapters/openai_vision.py' --model x --url http://127.0.0.1:9/v1",
                                   {});
        QVERIFY(!none);
        QVERIFY2(none.error().message.find("http://127.0.0.1:9/v1") != std::string::npos, none.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestOpenAiVision)
#include "test_openai_vision.moc"
