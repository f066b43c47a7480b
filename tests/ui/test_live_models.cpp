// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_tree.h"
#include "tests/support/live_program.h"
#include "tests/support/ui_browse.h"
#include "tests/support/ui_project.h"
#include "ui/bridge/live_programs.h"
#include "ui/browse/boxes/described.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/live/live_section.h"
#include "ui/canvas/caption_bubble.h"
#include "ui/shell/settings/other_model_dialog.h"
#include "ui/shell/settings/other_models_tab.h"
#include "ui/shell/settings/settings_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QListWidget>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTabWidget>

#include <algorithm>
#include <fstream>
#include <iterator>

using namespace legenda;
using namespace legenda::ui;

// Programs of the user's that answer beside our models: entered in the settings, asked in Browse.
class TestLiveModels : public QObject {
    Q_OBJECT

    using State = OtherAnswer::State;
    std::unique_ptr<test::UiProject> other_;
    std::unique_ptr<test::BrowseWindow> window_;
    QTemporaryDir dir_;

    static LivePrograms& programs() { return LivePrograms::ofApplication(); }
    BrowsePage& page() { return window_->page(); }
    BrowseDescribed* described() { return page().findChild<BrowseDescribed*>(); }
    LiveSection* section() { return page().findChild<LiveSection*>(); }
    OtherAnswer::Content ofImage() { return section()->findChild<OtherAnswer*>()->content(); }
    OtherAnswer::Content ofBox() {
        const auto* bubble = described()->bubble();
        return bubble ? bubble->findChild<OtherAnswer*>()->content() : OtherAnswer::Content{};
    }
    std::string path(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }
    // Answers beside ours from here on.
    static void use(const std::string& command) {
        programs().insert(0, {QStringLiteral("mine"), QString::fromStdString(command), {}, {}});
        programs().setBeside(QStringLiteral("mine"));
    }
    long starts() const {
        std::ifstream in(path("starts"));
        return std::count(std::istreambuf_iterator<char>(in), {}, '\n');
    }

    SettingsDialog* openedSettings() {
        auto* settings = new SettingsDialog(&window_->window());
        settings->show();
        auto* tabs = settings->findChild<QTabWidget*>();
        for (int i = 0; i < tabs->count(); ++i)
            if (tabs->widget(i)->findChild<OtherModelsTab*>()) tabs->setCurrentIndex(i);
        return settings;
    }
    template <class Widget>
    static Widget* in(QWidget* parent, const char* name) {
        return parent->findChild<Widget*>(QLatin1String(name));
    }
    static OtherModelDialog* openedBy(SettingsDialog* settings, const char* button) {
        in<QPushButton>(settings, button)->click();
        return settings->findChild<OtherModelDialog*>();
    }

 private Q_SLOTS:
    void initTestCase() {
        window_ = std::make_unique<test::BrowseWindow>();
        QVERIFY(page().currentImage() != 0);
    }
    void cleanupTestCase() { window_.reset(); }
    void cleanup() {
        if (!window_) return;
        described()->removeDrawn();
        programs().setBeside({});
        for (const LiveProgram& each : programs().all()) programs().remove(each.name);
        std::filesystem::remove(path("starts"));
    }

    void addressesAreThoseOfWebServers() {
        QCOMPARE(LivePrograms::addressOf(QStringLiteral(" localhost:8080/v1/ ")),
                 QStringLiteral("http://localhost:8080/v1"));
        for (const char* wrong :
             {"", "ftp://a.org", "http://", "http://me:secret@a.org/v1", "http://127.0.0.1\\@a.org"})
            QVERIFY2(LivePrograms::addressOf(QLatin1String(wrong)).isEmpty(), wrong);
        const auto host = [](const char* address) {
            return LiveProgram{QStringLiteral("x"), {}, LivePrograms::addressOf(QLatin1String(address)), {}}
                .remoteHost();
        };
        for (const char* here : {"http://127.0.0.1:1/v1", "https://localhost", "http://[::1]:8080/v1",
                                 "HTTP://LocalHost:8080/v1", "localhost?at=example.org", "127.0.0.1#@example.org"})
            QVERIFY2(host(here).isEmpty(), here);
        for (const char* elsewhere : {"localhost.example.org", "http://localhost@example.org", "1270.0.0.1",
                                      "http://[2001:db8::1]/v1", "http://0.0.0.0:1/v1"}) {
            const QString address = LivePrograms::addressOf(QLatin1String(elsewhere));
            QVERIFY2(address.isEmpty() || !host(elsewhere).isEmpty(), elsewhere);
        }
        QCOMPARE(host("https://models.example.org/v1"), QStringLiteral("models.example.org"));
        QCOMPARE(host("http://127.0.0.1.example.org"), QStringLiteral("127.0.0.1.example.org"));
    }

    void aProgramIsEnteredChangedAndRemoved() {
        QVERIFY(section()->isHidden());
        auto* settings = openedSettings();
        QVERIFY(!in<QWidget>(settings, "noOtherModels")->isHidden());
        auto* dialog = openedBy(settings, "addProgram");
        QVERIFY(dialog);
        auto* save = in<QPushButton>(dialog, "saveOther");
        QVERIFY(!save->isEnabled());
        in<QLineEdit>(dialog, "otherName")->setText(QStringLiteral("mine"));
        QVERIFY(!save->isEnabled());
        in<QLineEdit>(dialog, "otherCommand")->setText(QStringLiteral("true"));
        QVERIFY(in<QCheckBox>(dialog, "otherAgree")->isHidden());
        window_->shot(QStringLiteral("other-model"));
        save->click();
        QCOMPARE(programs().all(), (QList<LiveProgram>{{QStringLiteral("mine"), QStringLiteral("true"), {}, {}}}));
        QVERIFY(!section()->isHidden());
        QVERIFY(in<QWidget>(settings, "noOtherModels")->isHidden());
        // Its name is taken; it may be changed, and the choice in Browse follows it.
        programs().setBeside(QStringLiteral("mine"));
        QTRY_VERIFY(!settings->findChild<OtherModelDialog*>());
        dialog = openedBy(settings, "addProgram");
        in<QLineEdit>(dialog, "otherName")->setText(QStringLiteral("mine"));
        in<QLineEdit>(dialog, "otherCommand")->setText(QStringLiteral("false"));
        QVERIFY(!in<QPushButton>(dialog, "saveOther")->isEnabled());
        QVERIFY(!in<QWidget>(dialog, "otherProblem")->isHidden());
        dialog->reject();
        QTRY_VERIFY(!settings->findChild<OtherModelDialog*>());
        dialog = openedBy(settings, "editOther");
        in<QLineEdit>(dialog, "otherName")->setText(QStringLiteral("yours"));
        in<QPushButton>(dialog, "saveOther")->click();
        QCOMPARE(programs().beside(), QStringLiteral("yours"));
        QCOMPARE(in<QComboBox>(section(), "besideOurs")->currentText(), QStringLiteral("yours"));
        const test::AccessibleTree tree(settings);
        QVERIFY2(tree.problems().isEmpty(), qPrintable(tree.problems().join(QLatin1Char('\n'))));
        // Removing it can be undone.
        in<QPushButton>(settings, "removeOther")->click();
        QVERIFY(programs().all().isEmpty() && section()->isHidden());
        in<QPushButton>(settings, "undoRemoveOther")->click();
        QCOMPARE(programs().all().size(), qsizetype{1});
        settings->close();
    }

    // Pictures leave this computer only after a sentence that says to where was agreed to, for each address.
    void anotherComputerMustBeAgreedTo() {
        const QString far = QStringLiteral("https://models.example.org/v1");
        auto* settings = openedSettings();
        auto* dialog = openedBy(settings, "addServer");
        auto* save = in<QPushButton>(dialog, "saveOther");
        auto* agree = in<QCheckBox>(dialog, "otherAgree");
        auto* address = in<QLineEdit>(dialog, "otherAddress");
        in<QLineEdit>(dialog, "otherModel")->setText(QStringLiteral("llava"));
        QVERIFY(agree->isHidden() && save->isEnabled());  // this computer
        address->setText(far);
        QVERIFY(!agree->isHidden() && !agree->isChecked() && !save->isEnabled());
        QVERIFY(in<QLabel>(dialog, "otherWhere")->text().contains(far));
        agree->setChecked(true);
        QVERIFY(save->isEnabled());
        address->setText(far + QLatin1Char('2'));
        QVERIFY(!agree->isChecked() && !save->isEnabled());
        address->setText(far);
        QVERIFY(!agree->isChecked());  // nothing was saved yet
        agree->setChecked(true);
        save->click();
        QVERIFY(programs().agreed(far) && !programs().agreed(far + QLatin1Char('2')));
        QVERIFY(programs().mayBeAsked(programs().all().constFirst()));
        // It ends with the program, and comes back with it.
        in<QPushButton>(settings, "removeOther")->click();
        QVERIFY(programs().all().isEmpty() && !programs().agreed(far));
        in<QPushButton>(settings, "undoRemoveOther")->click();
        QVERIFY(programs().mayBeAsked(programs().all().constFirst()));
        settings->close();
        // An address that came into the settings otherwise is asked nothing.
        programs().insert(
            0, {QStringLiteral("sly"), {}, QStringLiteral("https://sly.example.org/v1"), QStringLiteral("llava")});
        programs().setBeside(QStringLiteral("sly"));
        QTRY_COMPARE_WITH_TIMEOUT(ofImage().state, State::Failed, 20000);
        QVERIFY2(ofImage().text.contains(QLatin1String("sly.example.org")), qPrintable(ofImage().text));
    }

    // The variable's name is kept, never the key; what cannot be or is not a variable might be the key.
    void theKeyStaysInTheEnvironment() {
        for (const char* good : {"OPENAI_API_KEY", "_k2"})
            QVERIFY2(LivePrograms::isVariable(QLatin1String(good)), good);
        for (const char* bad : {"", "sk-proj-1", "2KEY", "A KEY", "A\n", "A;B", "$A"})
            QVERIFY2(!LivePrograms::isVariable(QLatin1String(bad)), bad);
        qputenv("LEGENDA_TEST_KEY", "secret-2");
        qunsetenv("LEGENDA_NO_KEY");
        auto* settings = openedSettings();
        auto* dialog = openedBy(settings, "addProgram");
        QVERIFY(!in<QLineEdit>(dialog, "otherKeyVariable"));
        QVERIFY(in<QWidget>(dialog, "otherKeyNote")->isHidden());
        dialog->reject();
        QTRY_VERIFY(!settings->findChild<OtherModelDialog*>());
        dialog = openedBy(settings, "addServer");
        auto* save = in<QPushButton>(dialog, "saveOther");
        auto* key = in<QLineEdit>(dialog, "otherKeyVariable");
        in<QLineEdit>(dialog, "otherModel")->setText(QStringLiteral("llava"));
        QVERIFY(!key->isHidden() && !in<QWidget>(dialog, "otherKeyNote")->isHidden() && save->isEnabled());
        for (const char* wrong : {"secret-2", "LEGENDA_NO_KEY"}) {
            key->setText(QLatin1String(wrong));
            QVERIFY2(!save->isEnabled(), wrong);
            const auto* problem = in<QLabel>(dialog, "otherProblem");
            QVERIFY(!problem->isHidden() && !problem->text().contains(QLatin1String(wrong)));
        }
        key->setText(QStringLiteral("LEGENDA_TEST_KEY"));
        QVERIFY(save->isEnabled());
        window_->shot(QStringLiteral("other-model-server"));
        const test::AccessibleTree tree(dialog);
        QVERIFY2(tree.problems().isEmpty(), qPrintable(tree.problems().join(QLatin1Char('\n'))));
        save->click();
        QTRY_VERIFY(!settings->findChild<OtherModelDialog*>());
        QCOMPARE(programs().all().constFirst().keyVariable, QStringLiteral("LEGENDA_TEST_KEY"));
        // Where the variable is not set any more, something else can still be changed.
        qunsetenv("LEGENDA_TEST_KEY");
        dialog = openedBy(settings, "editOther");
        in<QLineEdit>(dialog, "otherModel")->setText(QStringLiteral("llava:13b"));
        QVERIFY(in<QPushButton>(dialog, "saveOther")->isEnabled());
        dialog->reject();
        settings->close();
    }

    void itsCaptionsStandBesideOurs() {
        use(tests::liveProgram("good"));
        QTRY_COMPARE_WITH_TIMEOUT(ofImage().state, State::Said, 30000);
        QVERIFY2(ofImage().text.startsWith(QLatin1String("a dog dies\n")), qPrintable(ofImage().text));
        described()->draw({20, 20, 90, 70});
        QCOMPARE(ofBox().state, State::Waiting);
        QTRY_COMPARE_WITH_TIMEOUT(ofBox().state, State::Said, 30000);
        QCOMPARE(ofBox().text, QStringLiteral("a dog dies"));
        QCOMPARE(ofBox().name, QStringLiteral("mine"));
        QTRY_VERIFY_WITH_TIMEOUT(!described()->waiting(), 60000);
        window_->shot(QStringLiteral("beside-ours"));
        // Chosen again, the box has its caption at once.
        described()->chooseRow(-1);
        QVERIFY(!described()->bubble());
        described()->chooseRow(0);
        QCOMPARE(ofBox().state, State::Said);
        programs().setBeside({});
        QCOMPARE(ofBox().state, State::None);
        QCOMPARE(ofImage().state, State::None);
    }

    // The shipped adapter, against a server on this computer.
    void aModelBehindAServerIsAsked() {
        const auto python = QStandardPaths::findExecutable(QStringLiteral("python3"));
        if (python.isEmpty()) QSKIP("python3 is not installed: the adapter is not tested.");
        QProcess server;
        server.start(python, {QStringLiteral(LEGENDA_SOURCE_DIR "/tests/support/vision_server.py")});
        QTRY_VERIFY_WITH_TIMEOUT(server.canReadLine() || server.state() == QProcess::NotRunning, 30000);
        const QString port = QString::fromUtf8(server.readLine()).trimmed();
        QVERIFY2(!port.isEmpty(), server.readAllStandardError().constData());
        auto* settings = openedSettings();
        auto* dialog = openedBy(settings, "addServer");
        in<QLineEdit>(dialog, "otherName")->setText(QStringLiteral("it's llava"));
        in<QLineEdit>(dialog, "otherAddress")->setText(QStringLiteral("127.0.0.1:%1/v1/").arg(port));
        in<QLineEdit>(dialog, "otherModel")->setText(QStringLiteral("llava"));
        qputenv("LEGENDA_TEST_KEY", "secret-3");
        in<QLineEdit>(dialog, "otherKeyVariable")->setText(QStringLiteral("LEGENDA_TEST_KEY"));
        in<QPushButton>(dialog, "saveOther")->click();
        settings->close();
        programs().setBeside(QStringLiteral("it's llava"));
        QTRY_VERIFY_WITH_TIMEOUT(ofImage().state == State::Said || ofImage().state == State::Failed, 60000);
        QCOMPARE(ofImage().text, QStringLiteral("a dog\na brown dog\na dog runs"));
        described()->draw({20, 20, 90, 70});
        QTRY_VERIFY_WITH_TIMEOUT(ofBox().state == State::Said || ofBox().state == State::Failed, 60000);
        QVERIFY2(ofBox().text.contains(QLatin1String("Bearer secret-3 Describe what this part of an image")),
                 qPrintable(ofBox().text));
        server.kill();
        server.waitForFinished();
    }

    // Not for every step of a drag: the program is asked once the box is still.
    void onlyAStillBoxIsAskedFor() {
        use(tests::liveProgram("request"));
        QTRY_COMPARE_WITH_TIMEOUT(ofImage().state, State::Said, 30000);
        QVERIFY2(ofImage().text.contains(QLatin1String("'id':1,")), qPrintable(ofImage().text));
        described()->draw({20, 20, 90, 70});
        const auto box = OverlayId::described(described()->chosen()->id);
        for (int x = 21; x <= 40; ++x) described()->move(box, {double(x), 20, 90, 70});
        QTRY_COMPARE_WITH_TIMEOUT(ofBox().state, State::Said, 30000);
        QVERIFY2(ofBox().text.contains(QLatin1String("'id':2,")) && ofBox().text.contains(QLatin1String("[40.0,20.0,")),
                 qPrintable(ofBox().text));
    }

    void aDeadProgramSaysSoAndIsAskedAgainOnlyByTheUser() {
        use("echo started >>'" + path("starts") + "'; " + tests::liveProgram("dies"));
        QTRY_COMPARE_WITH_TIMEOUT(ofImage().state, State::Failed, 30000);
        QVERIFY2(ofImage().text.contains(QLatin1String("parrot")) && ofImage().text.contains(QLatin1Char('4')),
                 qPrintable(ofImage().text));
        QCOMPARE(starts(), 1L);
        described()->draw({20, 20, 90, 70});
        QCOMPARE(ofBox().state, State::Failed);
        QTest::qWait(1200);
        QCOMPARE(starts(), 1L);
        described()->bubble()->findChild<OtherAnswer*>()->findChild<QPushButton*>()->click();
        QCOMPARE(ofBox().state, State::Waiting);
        QTRY_COMPARE_WITH_TIMEOUT(ofBox().state, State::Failed, 30000);
        QCOMPARE(starts(), 2L);
    }

    void nothingWaitsForASilentProgram() {
        use(tests::liveProgram("deaf-never", path("silent")));
        QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(path("silent")), 30000);
        const auto running = tests::pidsIn(path("silent"));
        QCOMPARE(running.size(), std::size_t{2});
        QCOMPARE(ofImage().state, State::Waiting);
        QElapsedTimer timer;
        timer.start();
        programs().setBeside({});
        QVERIFY(timer.elapsed() < 500);
        QCOMPARE(ofImage().state, State::None);
        for (const int pid : running) QTRY_VERIFY_WITH_TIMEOUT(!tests::runs(pid), 10000);
    }

    // A picture that nobody looks at is not asked about.
    void nothingIsAskedWhileAnotherPageIsShown() {
        window_->window().showPage(QStringLiteral("train"));
        use("echo started >>'" + path("starts") + "'; " + tests::liveProgram("good"));
        QTest::qWait(900);
        QCOMPARE(starts(), 0L);
        window_->window().showPage(QStringLiteral("browse"));
        QTRY_COMPARE_WITH_TIMEOUT(ofImage().state, State::Said, 30000);
        QCOMPARE(starts(), 1L);
    }

    // An image of another project may have the number of the one that was shown.
    void anotherProjectIsAskedAnew() {
        other_ = std::make_unique<test::UiProject>();
        const auto first = other_->images.front();
        page().showImage(first);
        QTRY_COMPARE_WITH_TIMEOUT(page().currentImage(), first, 30000);
        use(tests::liveProgram("good"));
        QTRY_COMPARE_WITH_TIMEOUT(ofImage().state, State::Said, 30000);
        QSignalSpy another(page().findChild<BrowseState*>(), &BrowseState::projectChanged);
        window_->window().openPath(QString::fromStdString(other_->project.string()));
        QTRY_COMPARE_WITH_TIMEOUT(another.count(), 1, 30000);
        page().showImage(first);
        QTRY_COMPARE_WITH_TIMEOUT(page().currentImage(), first, 30000);
        QTRY_COMPARE_WITH_TIMEOUT(ofImage().state, State::Said, 30000);
    }

    void itEndsWithTheWindow() {
        use(tests::liveProgram("deaf", path("last")));
        QTRY_COMPARE_WITH_TIMEOUT(ofImage().state, State::Said, 30000);
        const auto pids = tests::pidsIn(path("last"));
        QCOMPARE(pids.size(), std::size_t{2});
        for (const int pid : pids) QVERIFY(tests::runs(pid));
        window_.reset();
        for (const int pid : pids) QTRY_VERIFY_WITH_TIMEOUT(!tests::runs(pid), 10000);
    }
};

QTEST_MAIN(TestLiveModels)
#include "test_live_models.moc"
