/** People who meet in the tests. */
export interface Person {
  firstName: string;
  lastName: string;
  name: string;
  email: string;
  password: string;
}

let met = 0;

/** Someone whom no other test knows, so that tests on one server don't meet. */
export function someone(firstName = 'Lin', lastName = 'Osei'): Person {
  met += 1;
  const email = `${firstName}.${lastName}.${process.pid}-${met}@example.org`.toLowerCase();
  return { firstName, lastName, name: `${firstName} ${lastName}`, email, password: 'violet-harbour-kettle-27' };
}

/** Keeps the library of every test. */
export const INSTRUCTOR: Person = {
  firstName: 'Ines',
  lastName: 'Tailor',
  name: 'Ines Tailor',
  email: 'ines.tailor@example.org',
  password: 'plain-morning-copper-81',
};
