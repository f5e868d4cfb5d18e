import type { Parties } from './practice-management-parties.ts';
import { reference, textValues } from './practice-management-text.ts';
import type { Random } from './random.ts';

const STATES = ['Planned', 'In Progress', 'On Hold', 'Completed'] as const;

export type Jobs = ReturnType<typeof jobRecords>;

/** What is worked on: tasks, jobs with their tasks, the time spent, and the leads that become jobs. */
export function jobRecords(random: Random, { staff, clients }: Parties) {
  const { faker, int, pick, orNull, text, rows } = random;
  const { uuid, money, day, yesNo, trueFalse, minutes, numbered, many } = textValues(random);

  const tasks = rows(101, (index) => ({
    UUID: uuid(),
    Name: text(index, faker.company.buzzVerb()),
    Description: orNull(0.4, () => faker.lorem.sentence()),
    DefaultBillable: trueFalse(0.8),
  }));
  const jobs = rows(360, (index) => ({
    UUID: uuid(),
    ID: numbered('J', index),
    Name: text(index, faker.company.catchPhrase()),
    Description: orNull(0.3, () => `<div>${faker.lorem.sentences(2, '<br/>')}</div>`),
    State: pick(STATES),
    ClientOrderNumber: orNull(0.6, () => String(int(1, 9_999)).padStart(5, '0')),
    Budget: orNull(0.3, () => money(90_000)),
    StartDate: day(500),
    DueDate: orNull(0.1, () => day(200)),
    Client: reference(pick(clients)),
    Assigned: { Staff: many(3, () => reference(pick(staff))) },
    Milestones: {
      Milestone: many(2, () => ({ Date: day(300), Description: faker.lorem.words(3), Completed: yesNo(0.5) })),
    },
  }));
  const jobTasks = jobs
    .filter(({ State }, index) => index === 0 || State !== 'Completed')
    .map(({ UUID, ID, Name }) => ({
      UUID,
      ID,
      Name,
      Tasks: {
        Task: many(4, () => ({
          ...reference(pick(tasks)),
          EstimatedMinutes: minutes(40),
          ActualMinutes: minutes(40),
          Completed: trueFalse(0.5),
          Billable: trueFalse(0.8),
        })),
      },
    }));
  const leads = rows(150, (index) => ({
    UUID: uuid(),
    Name: text(index, faker.commerce.productName()),
    Description: orNull(0.2, () => faker.lorem.paragraph()),
    State: pick(['Current', 'Won', 'Lost']),
    Value: money(50_000),
    Date: day(300),
    Client: reference(pick(clients)),
    Owner: orNull(0.1, () => reference(pick(staff))),
  }));
  const times = rows(1_500, () => {
    const { ID, Name } = pick(jobs);
    return {
      UUID: uuid(),
      Job: { ID, Name },
      Task: reference(pick(tasks)),
      Staff: reference(pick(staff)),
      Date: day(400),
      Minutes: minutes(32),
      Note: orNull(0.6, () => text(int(0, 200), faker.lorem.words(4))),
      Billable: trueFalse(0.8),
    };
  });
  return { tasks, jobs, jobTasks, leads, times };
}
