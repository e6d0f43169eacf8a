use super::transcript::moment;
use crate::accounts::encoded;
use crate::invitations::{points, tone};
use crate::ui::{Badge, Cell, Empty, Pager, Tab, Table, Tabs, Tone, grouped};
use beckon_model::reportage::{
    Criteria, Figures, Group, Other, PAGE, Picture, Question, Report, Row, Rows, View,
};
use beckon_model::time;
use leptos::prelude::*;

/// Where the page of a report leads.
#[derive(Clone)]
pub enum Pages {
    /// Wherever one drills down to.
    Own,
    /// Only to its other pages, at this address.
    ReadOnly(String),
}

/// Figures, pictures and the table.
#[component]
pub fn ReportView(report: Report, pages: Pages) -> impl IntoView {
    let criteria = report.criteria.clone();
    let own = matches!(pages, Pages::Own);
    if report.figures.registrations == 0 && report.other.is_none() {
        let words = if criteria.text().is_empty() {
            "As soon as somebody is invited or registers, the results show here."
        } else {
            "No registration fits what is asked for."
        };
        return view! { <Empty title="No results"><p>{words}</p></Empty> }.into_any();
    }
    let of = criteria.clone();
    let (first_key, last_key) = (report.first.clone(), report.last.clone());
    let url = move |page: u32| {
        let to = if page > of.page {
            of.next(&last_key)
        } else {
            of.previous(&first_key)
        };
        match &pages {
            Pages::Own => format!("/reportage?{}", to.text()),
            Pages::ReadOnly(base) => format!("{base}?page={}&at={}", to.page, encoded(&to.at)),
        }
    };
    let last = u32::try_from((report.matching + PAGE - 1) / PAGE)
        .unwrap_or(1)
        .max(1);
    let page = criteria.page;
    view! {
        <Numbers figures=report.figures other=report.other.clone() />
        <section class="charts" aria-label="Pictures">
            {report.pictures.into_iter().map(|picture| view! { <Chart picture /> }).collect_view()}
        </section>
        {own.then(|| view! { <Views criteria=criteria.clone() /> })}
        {match report.rows {
            Rows::Registrations(rows) => registrations(rows, &criteria, own).into_any(),
            Rows::Groups(groups) => group_rows(groups, &criteria, own).into_any(),
            Rows::Questions(questions) => asked(questions, &criteria).into_any(),
        }}
        <Pager page last url />
        <p class="meta">{format!("Days are those of {}.", report.zone)}</p>
    }
    .into_any()
}

#[component]
fn Views(criteria: Criteria) -> impl IntoView {
    let tabs = View::ALL
        .iter()
        .map(|view| {
            let href = format!("/reportage?{}", criteria.seen_as(*view).text());
            view! {
                <Tab href current=criteria.view == *view>
                    {view.label()}
                </Tab>
            }
        })
        .collect_view();
    view! { <Tabs label="Rows">{tabs}</Tabs> }
}

fn named(figures: &Figures) -> [(&'static str, String); 8] {
    [
        ("Registrations", grouped(figures.registrations)),
        ("Opened", grouped(figures.opened)),
        ("Started", grouped(figures.started)),
        ("Completed", grouped(figures.completed)),
        ("Passed", grouped(figures.passed)),
        ("Failed", grouped(figures.failed)),
        ("Average score", score(figures.average_score())),
        ("Average time", time::duration(figures.average_time())),
    ]
}

fn score(score: Option<f64>) -> String {
    score.map_or_else(|| "–".to_owned(), points)
}

/// The figures; beside others, as a table.
#[component]
fn Numbers(figures: Figures, other: Option<Other>) -> impl IntoView {
    let ours = named(&figures);
    let Some(other) = other else {
        let facts = ours
            .into_iter()
            .map(|(name, value)| {
                let zero = value == "0";
                view! {
                    <div class:counts__zero=zero>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                }
            })
            .collect_view();
        return view! { <dl class="counts">{facts}</dl> }.into_any();
    };
    let rows = ours
        .into_iter()
        .zip(named(&other.figures))
        .map(|((name, ours), (_, theirs))| {
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td data-column="These"><div>{ours}</div></td>
                    <td data-column="Compared with"><div>{theirs}</div></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <p>"Compared with " <strong>{other.label}</strong> "."</p>
        <Table caption="Comparison" columns=&["Figure", "These", "Compared with"]>
            {rows}
        </Table>
    }
    .into_any()
}

/// A picture, and its figures as a table.
#[component]
fn Chart(picture: Picture) -> impl IntoView {
    let head = picture
        .columns
        .iter()
        .map(|name| view! { <th scope="col">{name.clone()}</th> })
        .collect_view();
    let rows = picture
        .rows
        .iter()
        .map(|row| {
            let cells = row
                .iter()
                .map(|cell| view! { <td>{cell.clone()}</td> })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    let key = (picture.columns.len() > 2).then(|| {
        let names = picture.columns.iter().skip(1).enumerate();
        let names = names
            .map(|(n, name)| view! { <li class=format!("chart__key chart__key--{n}")>{name.clone()}</li> })
            .collect_view();
        view! { <ul class="chart__keys">{names}</ul> }
    });
    view! {
        <figure class="card chart">
            <figcaption>{picture.title.clone()}</figcaption>
            <div class="chart__picture" inner_html=picture.svg></div>
            {key}
            <details>
                <summary>"As a table"</summary>
                <table class="chart__table">
                    <caption class="visually-hidden">{picture.title}</caption>
                    <thead>
                        <tr>{head}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        </figure>
    }
    .into_any()
}

/// A link where one may drill down, or else the plain words.
fn way(own: bool, href: String, words: String) -> AnyView {
    if own {
        view! { <a href=href>{words}</a> }.into_any()
    } else {
        words.into_any()
    }
}

fn registrations(rows: Vec<Row>, criteria: &Criteria, own: bool) -> impl IntoView {
    let to = |criteria: Criteria| format!("/reportage?{}", criteria.text());
    let rows = rows
        .into_iter()
        .map(|row| {
            let learner = to(criteria.into_learner(row.learner.clone()));
            let course = to(criteria.into_course(row.course.clone()));
            let address = (row.called() != row.email && !row.email.is_empty())
                .then(|| view! { <span class="sub">{row.email.clone()}</span> });
            let called = match row.called() {
                "" => "Somebody".to_owned(),
                called => called.to_owned(),
            };
            let details = own.then(|| {
                let label = format!("Details of the registration of {called}");
                view! {
                    <Cell name="More">
                        <a href=format!("/registrations/{}", row.registration) aria-label=label>
                            "Details"
                        </a>
                    </Cell>
                }
            });
            view! {
                <tr>
                    <Cell name="Learner">{way(own, learner, called)} {address}</Cell>
                    <Cell name="Course">
                        {way(own, course, row.course_title)}
                        <span class="sub">{if row.public { "public" } else { "private" }}</span>
                    </Cell>
                    <Cell name="Status">
                        <Badge tone=tone(row.progress)>{row.progress.label()}</Badge>
                        {row.flagged.then(|| view! { " " <Badge tone=Tone::Warn>"Flagged"</Badge> })}
                    </Cell>
                    <Cell name="Score">{score(row.score)}</Cell>
                    <Cell name="Time">{time::duration(row.time)}</Cell>
                    <Cell name="Last activity">{moment(row.last_activity_at)}</Cell>
                    {details}
                </tr>
            }
        })
        .collect_view();
    let columns = &[
        "Learner",
        "Course",
        "Status",
        "Score",
        "Time",
        "Last activity",
        "More",
    ];
    view! {
        <Table caption="Registrations" columns=if own { columns } else { &columns[..6] }>
            {rows}
        </Table>
    }
}

fn group_rows(groups: Vec<Group>, criteria: &Criteria, own: bool) -> impl IntoView {
    let rows = groups
        .into_iter()
        .map(|group| {
            let into = match criteria.view {
                View::Learners => criteria.into_learner(group.id.into()),
                View::Invitations => criteria.into_invitation(group.id.into()),
                _ => criteria.into_course(group.id.into()),
            };
            let href = format!("/reportage?{}", into.text());
            let figures = group.figures;
            let more =
                (!group.more.is_empty()).then(|| view! { <span class="sub">{group.more}</span> });
            view! {
                <tr>
                    <Cell name="Name">{way(own, href, group.title)} {more}</Cell>
                    <Cell name="Registrations">{grouped(figures.registrations)}</Cell>
                    <Cell name="Started">{grouped(figures.started)}</Cell>
                    <Cell name="Completed">{grouped(figures.completed)}</Cell>
                    <Cell name="Passed">{grouped(figures.passed)}</Cell>
                    <Cell name="Failed">{grouped(figures.failed)}</Cell>
                    <Cell name="Average score">{score(figures.average_score())}</Cell>
                    <Cell name="Average time">{time::duration(figures.average_time())}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table
            caption=criteria.view.label()
            columns=&[
                "Name",
                "Registrations",
                "Started",
                "Completed",
                "Passed",
                "Failed",
                "Average score",
                "Average time",
            ]
        >
            {rows}
        </Table>
    }
}

fn asked(questions: Vec<Question>, criteria: &Criteria) -> impl IntoView {
    if questions.is_empty() {
        let words = if criteria.course.is_some() {
            "The course has told of no question yet."
        } else {
            "Choose a course under “Filter, sort and compare” to see what it asked."
        };
        return view! { <Empty title="No questions"><p>{words}</p></Empty> }.into_any();
    }
    let of_one = criteria.course.is_some() || criteria.invitation.is_some();
    let cards = questions
        .into_iter()
        .map(|question| {
            let title = if question.text.is_empty() { question.id.clone() } else { question.text };
            let whence = match of_one || question.course == question.activity {
                true => question.activity,
                false => format!("{} · {}", question.course, question.activity),
            };
            let share = (question.right * 100) as f64 / question.answered.max(1) as f64;
            let correct = (!question.correct.is_empty())
                .then(|| view! { <p class="meta">"Correct: " {question.correct.join(" or ")}</p> });
            let answers = question
                .answers
                .into_iter()
                .map(|(answer, times)| {
                    view! {
                        <tr>
                            <td>{answer}</td>
                            <td>{times}</td>
                        </tr>
                    }
                })
                .collect_view();
            view! {
                <li class="card">
                    <h3>{title}</h3>
                    <p class="meta">{whence}</p>
                    <p>
                        {format!("{} of {} right ({})", question.right, question.answered, points(share))}
                    </p>
                    {correct}
                    <table class="chart__table">
                        <caption class="visually-hidden">"Answers"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Answer"</th>
                                <th scope="col">"Times"</th>
                            </tr>
                        </thead>
                        <tbody>{answers}</tbody>
                    </table>
                </li>
            }
        })
        .collect_view();
    view! {
        <h2 class="visually-hidden">"Questions"</h2>
        <ul class="questions">{cards}</ul>
    }
    .into_any()
}
