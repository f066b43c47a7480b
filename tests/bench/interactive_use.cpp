// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "tests/bench/interactive_setup.h"
#include "tests/support/ui_draw.h"
#include "tests/support/ui_train.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/region_card.h"
#include "ui/annotate/region_card_field.h"
#include "ui/browse/browse_list.h"
#include "ui/browse/browse_page.h"
#include "ui/images/thumbnail_view.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/header.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"
#include "ui/train/train_new_run.h"
#include "ui/train/train_page.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QLineEdit>
#include <QScrollBar>
#include <QSlider>
#include <QTest>
#include <QWheelEvent>

namespace legenda::bench {

namespace {

constexpr double kWanted = 50;  // ms
constexpr int kKey = 90;        // ms between two keys of a quick typist

const char* const kQuestions[] = {"a black dog runs on the beach", "two children play in water", "a man climbs a rock"};
const char* const kWords[] = {"dog", "red shirt", "snow"};

// A user who does one thing after another, chosen at random; each has a name.
class User {
 public:
    // acts: those that it knows; none: all.
    User(ui::MainWindow& window, Heart& heart, const std::vector<std::string>& acts)
        : window_(window),
          heart_(heart),
          browse_(*window.browse()),
          annotate_(*window.findChild<ui::AnnotatePage*>()),
          train_(*window.findChild<ui::TrainPage*>()),
          search_(*window.findChild<ui::MainHeader*>()->findChild<QLineEdit*>()) {
        for (auto* known : {&anywhere_, &onTrain_, &onAnnotate_, &onBrowse_})
            std::erase_if(*known, [&](const auto& act) {
                return !acts.empty() && std::ranges::find(acts, act.first) == acts.end();
            });
    }

    // Some acts on one page, beginning with its being shown.
    void visit(const char* page, int acts) {
        heart_.act(std::string("showing ") + page);
        window_.showPage(QLatin1String(page));
        live(400);
        const auto& known = std::string(page) == "browse"     ? onBrowse_
                            : std::string(page) == "annotate" ? onAnnotate_
                            : std::string(page) == "train"    ? onTrain_
                                                              : anywhere_;
        for (int i = 0; i < acts && !known.empty(); ++i) {
            const auto& [name, act] = known[static_cast<std::size_t>(random_.uniform() * double(known.size()))];
            heart_.act(std::string(page) + ", " + name);
            (this->*act)();
            live(200 + static_cast<int>(400 * random_.uniform()));
        }
    }
    void changeTheme() {
        heart_.act("another look");
        ui::theme::applySoon(*qApp, ui::theme::scheme() == ui::theme::Scheme::Dark ? ui::theme::Appearance::Light
                                                                                   : ui::theme::Appearance::Dark);
        live(400);
    }

 private:
    using Act = void (User::*)();
    using Acts = std::vector<std::pair<std::string, Act>>;

    void press(const char* action) {
        auto* found = window_.findChild<QAction*>(QLatin1String(action));
        if (!found) qFatal("no action %s", action);
        found->trigger();
    }
    void there(const char* action) {
        press(action);
        live(900);
    }
    void thereAndBack(const char* action) {
        there(action);
        press(action);
    }
    template <std::size_t N>
    QString oneOf(const char* const (&texts)[N]) {
        return QLatin1String(texts[static_cast<std::size_t>(random_.uniform() * double(N))]);
    }
    void type(QWidget* into, const QString& text) {
        for (const QChar letter : text) {
            QTest::keyClick(into, letter.toLatin1());
            live(kKey);
        }
    }
    void closeDialogs() {
        for (auto* dialog : window_.findChildren<QDialog*>()) dialog->close();
        for (auto* palette : window_.findChildren<ui::CommandPalette*>()) palette->close();
    }

    // The acts.
    void next() { press(window_.currentPage() == &browse_ ? "browse.next" : "annotate.next"); }
    void holdNext() {
        for (int i = 0; i < 15; ++i) {
            next();
            live(60);
        }
    }
    void wheel() {
        auto* view = window_.currentPage()->findChild<ui::BrowseList*>()->view();
        if (!view || !view->isVisible()) return;
        const int down = random_.uniform() < 0.5 ? -360 : 360;
        for (int i = 0; i < 20; ++i) {
            const QPointF at(40, 40);
            QWheelEvent event(at, view->viewport()->mapToGlobal(at), {}, {0, down}, Qt::NoButton, Qt::NoModifier,
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(view->viewport(), &event);
            live(30);
        }
    }
    void farAway() {
        auto* view = window_.currentPage()->findChild<ui::BrowseList*>()->view();
        if (!view || !view->isVisible()) return;
        auto* bar = view->verticalScrollBar()->maximum() > 0 ? view->verticalScrollBar() : view->horizontalScrollBar();
        bar->setValue(static_cast<int>(random_.uniform() * bar->maximum()));
        live(500);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, {60, 60});
    }
    void searchWords() {
        window_.findChild<ui::MainHeader*>()->search({});
        search_.setFocus();
        type(&search_, oneOf(kWords));
        live(1200);
        next();
        live(300);
        search_.clear();
        live(300);
        browse_.setFocus();
    }
    void ask() {
        browse_.setSearch(oneOf(kQuestions), ui::SearchMode::Ask);
        live(2500);
        browse_.setSearch({}, ui::SearchMode::Ask);
    }
    void draw() {
        const bool browsing = window_.currentPage() == &browse_;
        auto* canvas = browsing ? browse_.canvas() : annotate_.canvas();
        if (canvas->image().isNull()) return;
        const QSizeF full = canvas->fullSize();
        const double x = 0.1 + 0.4 * random_.uniform(), y = 0.1 + 0.4 * random_.uniform();
        test::drawBox(canvas, {x * full.width(), y * full.height(), 0.3 * full.width(), 0.3 * full.height()});
        live(400);
        if (browsing || annotate_.cards().empty()) return;
        type(annotate_.cards().back()->fields().front(), QStringLiteral("a dog"));
        press("annotate.undo");
    }
    void slide() {
        auto* slider = browse_.findChild<QSlider*>(QStringLiteral("beta"));
        for (int i = 0; i < 30; ++i) {
            slider->setValue((slider->value() + 7) % (slider->maximum() + 1));
            live(16);
        }
    }
    void own() {
        auto* field = browse_.findChild<QWidget*>(QStringLiteral("ownSentence"));
        if (!field || !field->isVisible()) return;
        press("browse.own");
        type(field, QStringLiteral("a brown dog jumps"));
        live(800);
        browse_.setFocus();
    }
    void hover() {
        auto* canvas = browse_.canvas();
        for (int i = 0; i < 40; ++i) {
            QTest::mouseMove(canvas, {canvas->width() / 4 + i * 8, canvas->height() / 4 + i * 4});
            live(16);
        }
    }
    void coverPart() {
        auto* canvas = browse_.canvas();
        if (canvas->image().isNull()) return;
        press("browse.cover");
        const QPoint from(canvas->width() / 3, canvas->height() / 3);
        QTest::mousePress(canvas, Qt::LeftButton, {}, from);
        for (int i = 1; i <= 40; ++i) {
            QTest::mouseMove(canvas, from + QPoint(i * 4, i * 3));
            live(16);
        }
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, from + QPoint(160, 120));
        live(1200);
        press("browse.cover");
    }
    void describe() { thereAndBack("browse.describe"); }
    void matrix() { thereAndBack("browse.matrix"); }
    void norms() { thereAndBack("browse.norms"); }
    void strip() { thereAndBack("browse.strip"); }
    void compare() { thereAndBack("browse.compare"); }
    void list() { thereAndBack("browse.list"); }
    void zoom() {
        for (const char* action : {"browse.zoomIn", "browse.zoomIn", "browse.actual", "browse.fit"}) {
            press(action);
            live(200);
        }
    }
    void copy() { press("browse.copy"); }
    void suggest() { press("annotate.suggest"); }
    void undo() { press("annotate.undo"); }
    void unreviewed() { press("annotate.nextUnreviewed"); }
    void newRun() {
        train_.newRun()->slideIn();
        live(500);
        for (const char* kind : {"align", "caption", "region", "proposer", "features"}) {
            test::chooseKind(train_.newRun(), kind);
            live(200);
        }
        train_.newRun()->slideOut();
    }
    void log() { thereAndBack("train.log"); }
    void lookOn() { live(1500); }
    void palette() {
        there("edit.palette");
        closeDialogs();
    }
    void settings() {
        there("edit.settings");
        closeDialogs();
    }
    void resize() {
        for (int i = 0; i < 12; ++i) {
            window_.resize(1280 - (i < 6 ? i : 12 - i) * 20, 800 - (i < 6 ? i : 12 - i) * 10);
            live(30);
        }
        window_.resize(1280, 800);
    }

    Acts anywhere_{{"looking on", &User::lookOn},
                   {"all actions", &User::palette},
                   {"settings", &User::settings},
                   {"another size", &User::resize}};
    Acts onTrain_{{"looking on", &User::lookOn}, {"new run", &User::newRun}, {"log", &User::log}};
    Acts onAnnotate_{{"next", &User::next},         {"next held", &User::holdNext},
                     {"wheel", &User::wheel},       {"far away", &User::farAway},
                     {"box and text", &User::draw}, {"suggestion", &User::suggest},
                     {"undo", &User::undo},         {"next without boxes", &User::unreviewed}};
    Acts onBrowse_{{"next", &User::next},
                   {"next", &User::next},
                   {"next held", &User::holdNext},
                   {"wheel", &User::wheel},
                   {"far away", &User::farAway},
                   {"search in captions", &User::searchWords},
                   {"search by a model", &User::ask},
                   {"box", &User::draw},
                   {"beta", &User::slide},
                   {"own sentence", &User::own},
                   {"hover", &User::hover},
                   {"cover", &User::coverPart},
                   {"describe everything", &User::describe},
                   {"scores", &User::matrix},
                   {"norms", &User::norms},
                   {"film strip", &User::strip},
                   {"compare", &User::compare},
                   {"list", &User::list},
                   {"zoom", &User::zoom},
                   {"copy", &User::copy},
                   {"all actions", &User::palette},
                   {"settings", &User::settings},
                   {"another size", &User::resize}};

    ui::MainWindow& window_;
    Heart& heart_;
    ui::BrowsePage& browse_;
    ui::AnnotatePage& annotate_;
    ui::TrainPage& train_;
    QLineEdit& search_;
    base::Random random_{5, "use"};
};

}  // namespace

void measureUse(const Setup& setup, Report& report) {
    ui::theme::apply(*qApp, ui::theme::Appearance::Dark);
    ui::Bridge bridge(setup.config());
    ui::MainWindow window(&bridge, false);
    window.resize(1280, 800);
    bool shown = false;
    QObject::connect(&window, &ui::MainWindow::firstPicture, &window, [&] { shown = true; });
    window.show();
    Heart heart(setup.stacks);
    heart.begin("use");
    heart.act("opening");
    window.openProject(QString::fromStdString(setup.project.string()));
    if (!QTest::qWaitFor([&] { return shown; }, 60000)) qFatal("no picture came");
    bool ended = true;
    session::JobId job = 0;
    const auto train = [&] {
        ended = false;
        job = bridge.jobs().train(&window, setup.training(), {}, {}, [&](auto) { ended = true; });
    };
    if (setup.work) train();

    User user(window, heart, setup.acts);
    const auto start = Clock::now();
    const char* const pages[] = {"browse", "annotate", "browse", "train", "browse", "evaluate"};
    for (int round = 0; since(start) < 60000 * setup.minutes; ++round) {
        user.visit(pages[round % 6], round % 2 ? 5 : 12);
        if (round % 6 == 5) user.changeTheme();
        if (setup.work && ended) train();
    }
    heart.end(report);
    if (!ended) bridge.jobs().cancel(job);
    (void)QTest::qWaitFor([&] { return ended; }, 60000);

    Series late{"window: pauses above 50 ms, use", {}, kWanted};
    for (const auto& pause : heart.pauses()) {
        late.values.push_back(pause.late);
        fmt::print("  {:.0f} ms, of these {:.0f} of its own: {}\n", pause.late, pause.own, pause.during);
    }
    report.add(late);
}

}  // namespace legenda::bench
