package io.slotwise.it.quality;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/**
 * The dependency rules of the house, on the compiled classes. The import rules in {@code
 * ops/quality/import-control.xml} say the same at compile time; these see also what needs no
 * import.
 */
@AnalyzeClasses(
    packages = "io.slotwise",
    importOptions = {ImportOption.DoNotIncludeTests.class, HouseRulesTest.NoTestJars.class})
class HouseRulesTest {

  /** A build that has packaged the modules sees their tests as jars. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String PROTOCOL = "io.slotwise.protocol..";
  private static final String SHARDING = "io.slotwise.sharding..";
  private static final String SCRIPTING = "io.slotwise.scripting..";
  private static final String OPS = "io.slotwise.ops..";
  private static final String NODE = "io.slotwise.node..";
  private static final String IT = "io.slotwise.it..";

  @ArchTest
  static final ArchRule protocolSeesNobody =
      noClasses()
          .that()
          .resideInAPackage(PROTOCOL)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SHARDING, SCRIPTING, OPS, NODE, IT)
          .because("dependencies run one way: put the shared word into protocol, or invert it")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule shardingSeesOnlyProtocol =
      noClasses()
          .that()
          .resideInAPackage(SHARDING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SCRIPTING, OPS, NODE, IT)
          .because("sharding is below them: give it an interface of its own that node implements")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule scriptingAndOpsSeeOnlyTheApiOfSharding =
      noClasses()
          .that()
          .resideInAnyPackage(SCRIPTING, OPS)
          .should()
          .dependOnClassesThat(
              resideInAPackage(SHARDING).and(not(resideInAPackage("io.slotwise.sharding.api.."))))
          .because("what they need from sharding is in sharding.api: extend that")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule scriptingDoesNotSeeOps =
      noClasses()
          .that()
          .resideInAPackage(SCRIPTING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(OPS, NODE, IT)
          .because("only node wires things together")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule opsDoesNotSeeScripting =
      noClasses()
          .that()
          .resideInAPackage(OPS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SCRIPTING, NODE, IT)
          .because("only node wires things together")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule rocksDbStaysInItsRoom =
      noClasses()
          .that(not(resideInAPackage("io.slotwise.sharding.store.rocks..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.rocksdb..")
          .because("the store could be another one: say what is needed in sharding.store's words");

  @ArchTest
  static final ArchRule ratisStaysInItsRoom =
      noClasses()
          .that(not(resideInAPackage("io.slotwise.sharding.log.raft..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.ratis..")
          .because("the consensus could be another's: talk to sharding.replication");

  @ArchTest
  static final ArchRule nettyStaysInItsRoom =
      noClasses()
          .that(
              not(
                  resideInAnyPackage(
                      "io.slotwise.protocol.net..", "io.slotwise.protocol.stream..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..")
          .because("handlers see Bytes and Reply: buffers end at protocol.net and its stream");

  @ArchTest
  static final ArchRule luaStaysInItsRoom =
      noClasses()
          .that(not(resideInAPackage(SCRIPTING)))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.luaj..")
          .because("the Lua engine could be another one: talk to scripting's own types");

  @ArchTest
  static final ArchRule protocolKnowsAkkaOnlyInItsStream =
      noClasses()
          .that(
              resideInAPackage(PROTOCOL)
                  .and(
                      not(
                          resideInAnyPackage(
                              "io.slotwise.protocol.net..", "io.slotwise.protocol.stream.."))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("akka..")
          .because("the codec and the words are plain Java, testable without an actor system")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule commandsAreStateless =
      fields()
          .that()
          .areDeclaredInClassesThat(
              resideInAPackage("io.slotwise.sharding.command..").and(areHolders()))
          .should()
          .beStatic()
          .orShould()
          .beFinal()
          .because("a handler's state would be shared by all slots: it belongs into the keyspace")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule commandsTouchNothingButTheKeyspace =
      noClasses()
          .that()
          .resideInAPackage("io.slotwise.sharding.command..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("akka..", "java.util.concurrent.locks..", "java.nio.file..")
          .because("a command is pure: a keyspace in, a reply and effects out")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule nobodyUsesTheLoggingOfTheJdk =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.logging..")
          .because("logs go through slf4j");

  @ArchTest
  static final ArchRule nothingIsSerializedByJava =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream")
          .because("Java serialization runs a stranger's bytes: write a serializer");

  @ArchTest
  static final ArchRule packagesOfShardingHaveNoCycles =
      SlicesRuleDefinition.slices()
          .matching("io.slotwise.sharding.(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule handlersOfCommandsAreNotPublicWithoutNeed =
      classes()
          .that()
          .resideInAPackage("io.slotwise.sharding.command..")
          .and()
          .haveSimpleNameEndingWith("Commands")
          .should()
          .haveModifier(JavaModifier.FINAL)
          .because("a group of commands is a list, not something to extend")
          .allowEmptyShould(true);

  /** Groups of commands, not the small objects that a handler makes while it runs. */
  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> areHolders() {
    return com.tngtech.archunit.base.DescribedPredicate.describe(
        "hold commands", type -> type.getSimpleName().endsWith("Commands"));
  }
}
